package web

import "github.com/omvendt/omvendt/internal/texts"

// meetingAddresses and meetingPlaces are the pages of meetings.
var (
	meetingAddresses = map[string]address{
		"meetings":         {texts.Danish: "/moeder", texts.English: "/en/meetings"},
		"meeting":          {texts.Danish: "/moeder/{meeting}", texts.English: "/en/meetings/{meeting}"},
		"meeting_votes":    {texts.Danish: "/moeder/{meeting}/stemmer.csv", texts.English: "/en/meetings/{meeting}/votes.csv"},
		"item":             {texts.Danish: "/moeder/{meeting}/punkter/{item}", texts.English: "/en/meetings/{meeting}/items/{item}"},
		"own_notes":        {texts.Danish: "/moeder/{meeting}/mine-noter", texts.English: "/en/meetings/{meeting}/my-notes"},
		"work_meetings":    {texts.Danish: "/arbejde/moeder", texts.English: "/en/desk/meetings"},
		"work_meeting_new": {texts.Danish: "/arbejde/moeder/nyt", texts.English: "/en/desk/meetings/new"},
		"work_item_new":    {texts.Danish: "/arbejde/moeder/{meeting}/punkter/nyt", texts.English: "/en/desk/meetings/{meeting}/items/new"},
		"work_item":        {texts.Danish: "/arbejde/moeder/{meeting}/punkter/{item}", texts.English: "/en/desk/meetings/{meeting}/items/{item}"},
		"work_split":       {texts.Danish: "/arbejde/moeder/{meeting}/punkter/{item}/del", texts.English: "/en/desk/meetings/{meeting}/items/{item}/split"},
		"work_minutes":     {texts.Danish: "/arbejde/moeder/{meeting}/punkter/{item}/referat", texts.English: "/en/desk/meetings/{meeting}/items/{item}/minutes"},
		"work_correct":     {texts.Danish: "/arbejde/moeder/{meeting}/punkter/{item}/rettelse", texts.English: "/en/desk/meetings/{meeting}/items/{item}/correction"},
		"work_readopt":     {texts.Danish: "/arbejde/moeder/{meeting}/punkter/{item}/genvedtag/{number}", texts.English: "/en/desk/meetings/{meeting}/items/{item}/readopt/{number}"},
		"work_annul":       {texts.Danish: "/arbejde/moeder/{meeting}/punkter/{item}/annullering", texts.English: "/en/desk/meetings/{meeting}/items/{item}/annulment"},
		"work_close":       {texts.Danish: "/arbejde/moeder/{meeting}/luk", texts.English: "/en/desk/meetings/{meeting}/close"},
		"work_substitutes": {texts.Danish: "/arbejde/moeder/{meeting}/stedfortraedere", texts.English: "/en/desk/meetings/{meeting}/substitutes"},
		"work_cancel":      {texts.Danish: "/arbejde/moeder/{meeting}/aflys", texts.English: "/en/desk/meetings/{meeting}/cancel"},
		"work_bodies":      {texts.Danish: "/arbejde/organer", texts.English: "/en/desk/bodies"},
		"work_member":      {texts.Danish: "/arbejde/organer/{body}/medlemmer/{member}", texts.English: "/en/desk/bodies/{body}/members/{member}"},
		"work_body":        {texts.Danish: "/arbejde/organer/{body}", texts.English: "/en/desk/bodies/{body}"},
	}
	meetingPlaces = map[string]place{
		"meetings":      {show: (*visit).meetings},
		"meeting":       {show: (*visit).meeting},
		"meeting_votes": {show: (*visit).votesFile, file: true},
		"item": {permission: "read", show: (*visit).item, forms: map[string]form{
			"onward": {operation: "carry-on", permission: "meet", send: (*visit).carryOn},
			"note":   {operation: "edit-note", send: (*visit).writeNote},
		}},
		"own_notes":     {permission: "read", show: (*visit).ownNotes},
		"work_meetings": {permission: "meet", show: (*visit).meetings},
		"work_meeting_new": {permission: "meet", show: (*visit).newMeeting, forms: map[string]form{
			"": {operation: "plan-meeting", send: (*visit).planMeeting},
		}},
		"work_item_new": {permission: "meet", show: (*visit).newItem, forms: map[string]form{
			"": {operation: "add-item", send: (*visit).addItem},
		}},
		"work_item": {permission: "meet", show: (*visit).changeItem, forms: map[string]form{
			"":     {operation: "edit-item", send: (*visit).editItem},
			"back": {operation: "back-recommendation", send: (*visit).backRecommendation},
			"off":  {operation: "remove-item", send: (*visit).takeOff},
		}},
		"work_split": {permission: "meet", show: (*visit).splitting, forms: map[string]form{
			"": {operation: "split-item", send: (*visit).splitItem},
		}},
		"work_minutes": {permission: "meet", show: (*visit).minutes, forms: map[string]form{
			"":       {operation: "forecast-minutes", send: (*visit).checkMinutes},
			"record": {operation: "record-minutes", send: (*visit).recordMinutes},
			"keep":   {operation: "edit-item", send: (*visit).proposeKeep},
		}},
		"work_correct": {permission: "meet", show: (*visit).correctMinutes, forms: map[string]form{
			"":       {operation: "forecast-correction", send: (*visit).checkMinutes},
			"record": {operation: "correct-minutes", send: (*visit).recordMinutes},
		}},
		"work_readopt": {permission: "meet", show: (*visit).readopting, forms: map[string]form{
			"": {operation: "readopt-rule", send: (*visit).readopt},
		}},
		"work_annul": {permission: "meet", show: (*visit).annulment, forms: map[string]form{
			"":      {operation: "forecast-annulment", send: (*visit).checkAnnulment},
			"annul": {operation: "annul-item", send: (*visit).annul},
		}},
		"work_close": {permission: "meet", show: (*visit).closing, forms: map[string]form{
			"":      {operation: "forecast-closing", send: (*visit).checkClosing},
			"close": {operation: "close-meeting", send: (*visit).closeMeeting},
		}},
		"work_substitutes": {permission: "meet", show: (*visit).substitutes, forms: map[string]form{
			"": {operation: "call-substitute", send: (*visit).callSubstitute},
		}},
		"work_cancel": {permission: "meet", show: (*visit).cancelling, forms: map[string]form{
			"": {operation: "cancel-meeting", send: (*visit).cancelMeeting},
		}},
		"work_bodies": {permission: "meet", show: (*visit).bodies, forms: map[string]form{
			"": {operation: "add-body", permission: "govern", send: (*visit).addBody},
		}},
		"work_member": {permission: "meet", show: (*visit).member, forms: map[string]form{"": {operation: "edit-member", send: (*visit).editMember}}},
		"work_body": {permission: "meet", show: (*visit).body, forms: map[string]form{
			"member":  {operation: "add-member", send: (*visit).addMember},
			"finance": {operation: "edit-body", permission: "govern", send: (*visit).editBody},
			"mandate": {operation: "give-mandate", permission: "govern", send: (*visit).giveMandate},
			"back":    {operation: "take-back-mandate", permission: "govern", send: (*visit).takeMandateBack},
		}},
	}
)

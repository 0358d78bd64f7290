package omvendt.adoption_test

import data.omvendt.adoption

good := {
	"class": "council_rule", "justified": true, "first_review": true, "resembles_ended": false, "resembles_rule": false,
	"cites": false, "news": false, "duty": false, "permitted": false,
	"amended": false, "added": 0, "stricter": 0, "altered": 0,
}

reworded := {"amended": true, "justified": false, "first_review": false}

amended(change) := finds(object.union(reworded, change))

answer(change) := a if {
	a := adoption.answer with input as object.union(good, change)
}

finds(change) := [finding.code | some finding in answer(change).findings]

test_nothing_is_found_in_a_good_one if finds({}) == []

test_a_choice_needs_a_justification if {
	every class in ["board_principle", "mandated_local", "add_on", "council_rule", "administrative_rule"] {
		finds({"class": class, "justified": false}) == ["NO_JUSTIFICATION_THAT_HOLDS"]
	}
	finds({"class": "state_duty", "justified": false}) == []
	finds({"class": "agreement", "justified": false}) == []
}

test_what_can_lapse_needs_a_first_review if {
	every class in ["add_on", "council_rule", "administrative_rule"] {
		finds({"class": class, "first_review": false}) == ["NO_FIRST_REVIEW"]
	}
	every class in ["state_duty", "agreement", "board_principle", "mandated_local"] {
		finds({"class": class, "first_review": false}) == []
	}
}

test_an_ended_rule_is_cited_and_something_is_new if {
	finds({"resembles_ended": true}) == ["RESEMBLES_ENDED_RULE_NOT_CITED", "NOTHING_NEW_SAID"]
	finds({"resembles_ended": true, "news": true}) == ["RESEMBLES_ENDED_RULE_NOT_CITED"]
	finds({"cites": true}) == ["NOTHING_NEW_SAID"]
	finds({"cites": true, "news": true}) == []
	finds({"class": "state_duty", "resembles_ended": true, "cites": true}) == []
}

test_a_duty_on_citizens_needs_a_basis if {
	finds({"duty": true}) == ["DUTY_ON_CITIZENS_WITHOUT_BASIS"]
	finds({"duty": true, "permitted": true}) == []
	finds({"class": "agreement", "duty": true}) == ["DUTY_ON_CITIZENS_WITHOUT_BASIS"]
}

test_another_wording_is_let_through if {
	amended({}) == []
	amended({"cites": true}) == []
}

test_a_requirement_in_an_amended_text_needs_a_justification if {
	every change in [{"added": 1}, {"added": 3}, {"stricter": 1}, {"added": 1, "stricter": 1}] {
		amended(change) == ["NO_JUSTIFICATION_THAT_HOLDS", "REQUIREMENT_ADDED"]
		amended(object.union(change, {"justified": true})) == ["REQUIREMENT_ADDED"]
		amended(object.union(change, {"class": "state_duty"})) == ["REQUIREMENT_ADDED"]
	}
}

test_another_number_is_only_noted if {
	amended({"altered": 2}) == ["DETAILS_CHANGED"]
	amended({"altered": 2, "added": 1, "justified": true}) == ["REQUIREMENT_ADDED", "DETAILS_CHANGED"]
	answer({"amended": true, "altered": 1}).findings[0].severity == "note"
	answer({"amended": true, "added": 1}).findings[0].severity == "note"
}

test_what_is_new_in_an_amended_text_cites_what_it_resembles if {
	new := {"added": 1, "justified": true, "resembles_ended": true}
	amended(new) == ["RESEMBLES_ENDED_RULE_NOT_CITED", "NOTHING_NEW_SAID", "REQUIREMENT_ADDED"]
	amended(object.union(new, {"resembles_ended": false, "cites": true, "news": true})) == ["REQUIREMENT_ADDED"]
}

test_a_new_duty_in_an_amended_text_needs_a_basis if {
	amended({"duty": true}) == ["DUTY_ON_CITIZENS_WITHOUT_BASIS"]
	amended({"duty": true, "permitted": true}) == []
}

test_a_rule_in_force_is_noted if {
	finds({"resembles_rule": true}) == ["RESEMBLES_RULE_IN_FORCE"]
	answer({"resembles_rule": true}).findings[0].severity == "note"
}

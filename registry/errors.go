package registry

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// Code is a stable name of what went wrong. Texts in each language are found
// under "error.<code>"; the status that a browser or a program sees follows
// from the code's Kind.
type Code string

// Kind groups codes by what the caller can do about them.
type Kind int

const (
	KindInternal     Kind = iota // nothing; the operator is told
	KindInvalid                  // mend the input
	KindNotFound                 // ask for something else
	KindConflict                 // the state of things forbids it
	KindStale                    // somebody else was first: read again
	KindPrecondition             // say which edit you saw (If-Match)
	KindUnauthorized             // sign in
	KindForbidden                // ask somebody who may
	KindUnavailable              // try again
)

const (
	CodeInternal       Code = "internal"
	CodeBusy           Code = "busy"             // the database was locked or lost; nothing was stored
	CodeFull           Code = "full"             // no room for the database; nothing was stored
	CodeUnsure         Code = "unsure"           // the database did not say whether it was stored
	CodeTooMany        Code = "too_many"         // requests from one place
	CodeLinkGuarded    Code = "link_guarded"     // against a flood: only the page takes answers
	CodeTooManyAnswers Code = "too_many_answers" // from one place, through one link, or of one form

	CodeInvalid        Code = "invalid" // several fields; see Fields
	CodeRequired       Code = "required"
	CodeTooLong        Code = "too_long"
	CodeTextInvalid    Code = "text_invalid" // not UTF-8, or U+0000
	CodeDayInvalid     Code = "day_invalid"
	CodeDayPast        Code = "day_past" // day, today
	CodeNumberInvalid  Code = "number_invalid"
	CodeChoiceInvalid  Code = "choice_invalid"
	CodeRangeInvalid   Code = "range_invalid"
	CodeReferenceForm  Code = "reference_invalid"
	CodeLawForm        Code = "law_reference_invalid"   // value
	CodeNoELI          Code = "law_address_without_eli" // value: an address, and no ELI
	CodeLawProvision   Code = "law_with_provision"      // value: a law has no paragraph
	CodeLawTwice       Code = "law_number_twice"        // value
	CodeLawNamed       Code = "law_named_already"       // value, law
	CodeProvision      Code = "provision_invalid"       // value
	CodeProvisions     Code = "provisions_several"      // value: more than one paragraph
	CodeRuleChanged    Code = "rule_changed_since_seen" // number: one of several that were chosen
	CodeFloorOfMinimum Code = "floor_without_minimum"   // only a minimum has a floor and an increment
	CodeCursorInvalid  Code = "cursor_invalid"
	CodeSinceInvalid   Code = "updated_since_invalid" // the copy is of another list, or of another register
	CodeSinceToday     Code = "updated_since_is_today"
	CodeQueryUnknown   Code = "query_unknown"
	CodeQueryTwice     Code = "query_twice" // a parameter that has one value, given several
	CodeKnownInFuture  Code = "known_in_future"
	CodeKnownLongAgo   Code = "known_long_ago" // limit: of what may have changed since, where it must be read
	CodeEndsBefore     Code = "ends_before_it_begins"
	CodeEndsOrChanges  Code = "basis_ends_or_changes"
	CodeBasisNotThen   Code = "basis_not_then"     // number, day: it does not hold the day before the change, or does not end later
	CodeBasisSame      Code = "basis_same"         // number: the change would change nothing
	CodeReferencePart  Code = "reference_has_part" // value: the part of the old reference that some rest on
	CodeSunsetPast     Code = "sunset_in_past"
	CodeNoDecision     Code = "lapse_without_decision"
	CodeDecisionFuture Code = "decision_in_future"
	CodeDecisionRank   Code = "decision_rank_too_low"
	CodeMonthInvalid   Code = "month_invalid"     // value: neither a month nor a date in one
	CodeOpeningBegun   Code = "opening_has_begun" // from, today
	CodeEffortFuture   Code = "effort_in_future"  // day, today

	// Of a version of the rules of the game.
	CodeVersionBegun     Code = "version_begins_too_soon" // from, today
	CodeVersionRank      Code = "version_rank_too_low"    // rank: of a body that does not bind all that the version binds
	CodeVersionUnderWay  Code = "version_under_way"       // from: of another that is decided, and not yet the answer
	CodeNoMandate        Code = "no_mandate"              // there is none to take back
	CodeBackAsks         Code = "mandate_back_asks"       // a mandate that is taken back asks for nothing
	CodeVersionLater     Code = "version_later"           // from: of another that begins later
	CodeChangeState      Code = "change_state"            // state: in which it cannot be done
	CodePolicyUncompiled Code = "policy_uncompiled"
	// CodeCandidateFailed: the checks found something; CodeCandidateUnchecked: another program made them.
	CodeCandidateFailed    Code = "candidate_failed"
	CodeCandidateUnchecked Code = "candidate_unchecked"
	CodeYearDayInvalid     Code = "year_day_invalid" // value

	CodeNotFound          Code = "not_found"
	CodeNotRecorded       Code = "not_recorded_yet" // the register did not know the rule then
	CodeNumberTaken       Code = "number_taken"
	CodeSlugTaken         Code = "slug_taken"
	CodeSameRule          Code = "same_rule"       // a rule beside itself
	CodeFoundDifferent    Code = "found_different" // somebody noted already that two rules are
	CodeTooManyViews      Code = "too_many_views"  // limit
	CodeTooManyRules      Code = "too_many_rules"  // limit: of those that are changed at once
	CodeNoCheckedRules    Code = "no_checked_rules"
	CodeInReview          Code = "rule_in_review"
	CodeNotInReview       Code = "rule_not_in_review"
	CodeReviewOver        Code = "review_over"
	CodeRuleEnded         Code = "rule_ended"
	CodeOwnerChecks       Code = "owner_checks_own_rule"
	CodePhase             Code = "phase_not_possible"
	CodeBulkWithdrawal    Code = "bulk_withdrawal"
	CodeLowerBody         Code = "lower_body_after_higher"
	CodeWindingDown       Code = "winding_down_too_long"
	CodeMeetingClosed     Code = "meeting_closed"      // its minutes are in the register
	CodeMeetingAhead      Code = "meeting_ahead"       // it has not been held yet
	CodeBulkKeep          Code = "bulk_keep"           // each kept rule needs its own reason
	CodeBundleVoted       Code = "bundle_voted"        // item: votes are minuted, and would be lost
	CodeBundleRest        Code = "bundle_rest"         // one rule at least stays
	CodeNotLate           Code = "keep_not_late"       // no competent body kept the rule after it had lapsed
	CodeReadopted         Code = "already_readopted"   // rule: the number that it has now
	CodeMeetingOpen       Code = "meeting_open"        // what is minuted can still be changed
	CodeNothingToAnnul    Code = "nothing_to_annul"    // nothing that has effect, or nothing to lift
	CodeLoneRepeal        Code = "lone_repeal"         // whichever way the vote on it goes, the rule ends
	CodeRulingOrProcedure Code = "ruling_or_procedure" // a proposal rules on the rule, or does something else with its case
	CodeOutcomeBlocked    Code = "outcome_blocked"     // item, finding: impossible in law
	CodeOwnerDecides      Code = "owner_decides_alone" // item, rule, owner, others: who may instead
	CodeOwnerAdvises      Code = "owner_advises_alone" // item, rule, owner
	CodeOwnerJoins        Code = "owner_joins"         // rule, owner: somebody who does not answer for it is needed
	CodeActionWaits       Code = "action_waits"
	CodeDutyMissing       Code = "duty_missing"
	CodeDutyNobody        Code = "duty_nobody"          // post
	CodeOwnerDisposes     Code = "owner_disposes_alone" // rule, owner, others: who may instead
	CodeDuplicateChain    Code = "duplicate_of_duplicate"
	CodeBackedAlready     Code = "already_backed"       // somebody else than the owner stands behind it
	CodePersonNeeded      Code = "person_needed"        // a key to the API stands behind nothing
	CodeNotVoted          Code = "not_voted"            // item: a proposal has no votes
	CodeStopNotHere       Code = "stop_not_possible"    // only a committee's decision can be stopped
	CodeVotesTooMany      Code = "votes_exceed_members" // more votes than the body has members

	CodeUndefended     Code = "already_undefended" // day: since when nobody wants to defend the rule
	CodeScoreFirst     Code = "score_first"        // day: when the justification's indicator was due
	CodeNothingToScore Code = "nothing_to_score"   // there is no justification with an indicator

	CodeStale              Code = "stale"
	CodePrecondition       Code = "precondition_required"
	CodeKeyReused          Code = "idempotency_key_reused"
	CodeUnauthorized       Code = "unauthorized"
	CodeForbidden          Code = "forbidden"
	CodePolicyFailed       Code = "policy_failed" // the policy gave no answer: nothing was stored
	CodeAuditMissing       Code = "audit_missing" // a write without an event: a fault in the program
	CodeNestedUpdate       Code = "nested_update"
	CodeDatabaseNewer      Code = "database_newer"
	CodeEmailInvalid       Code = "email_invalid"
	CodeEmailTaken         Code = "email_taken"
	CodeLastAdministrator  Code = "last_administrator"  // name: nobody else could let others in
	CodeMailWaits          Code = "mail_waits"          // it has not been tried yet, or is to be tried again
	CodeRequestSent        Code = "request_sent"        // what it asks stands in its mails
	CodeRequestNotOpen     Code = "request_not_open"    // not sent yet, or ended
	CodeRequestOver        Code = "request_over"        // ended
	CodeRequestEmpty       Code = "request_empty"       // no rule is asked about
	CodeRequestLarge       Code = "request_too_large"   // limit
	CodeDeadlinePast       Code = "deadline_past"       // day, today
	CodeHearingShort       Code = "hearing_short"       // days: that a party is to have; day: the first that gives them
	CodeNobodyWaits        Code = "nobody_waits"        // every rule has its answer, or nobody can be written to
	CodeNotAnswerer        Code = "not_answerer"        // owner: another post answers for the rule
	CodeStillLacks         Code = "still_lacks"         // the rule lacks what the request asks for
	CodePostTaken          Code = "post_taken"          // another post has the name
	CodePostHeld           Code = "post_held"           // both held and vacant
	CodePostCycle          Code = "post_cycle"          // it would be above itself
	CodeOwnNeedsUser       Code = "own_needs_user"      // a key to the API holds no post
	CodeTextUnchanged      Code = "text_unchanged"      // of an amendment: the text applies already
	CodePostSame           Code = "post_same"           // its rules are its own already
	CodeChoiceUnknown      Code = "choice_unknown"      // one of those there are is not there, or no longer
	CodeLinkUsed           Code = "sign_in_link_used"   // used, expired, or never was
	CodeLinkNotOpen        Code = "link_not_open"       // unknown, revoked, used up, not begun or closed: one answer for all
	CodeSharedSlips        Code = "shared_slips"        // a link that is both on a shared device and handed out as slips
	CodeDistrictUntold     Code = "district_untold"     // a consultation is not told by district
	CodeQuestionsDiffer    Code = "questions_differ"    // from those of the earlier one that it asks again
	CodeNotEarlier         Code = "not_earlier"         // of another kind, or not opened before
	CodeOutcomeKnown       Code = "outcome_known"       // it stands on the page, and no mail follows
	CodeSlipsUsed          Code = "slips_used"          // the list would tell who has answered
	CodeBeyondConsultation Code = "beyond_consultation" // from, until: the consultation's first and last day
	CodeReceiptUnknown     Code = "receipt_unknown"
	CodeClosedToChange     Code = "closed_to_change"         // the consultation has closed: the tie can be cut
	CodeReportNotYet       Code = "report_not_yet"           // it is public when the consultation has closed; args: day
	CodeStillOpen          Code = "still_open"               // it has not closed: change or withdraw instead
	CodeNothingSaid        Code = "nothing_said"             // a contribution without any answer
	CodeInputChanged       Code = "input_changed_since_seen" // n: of those that were picked
	CodeInputGone          Code = "input_gone"               // one of those that were picked
	CodeAnswerParts        Code = "answer_parts"             // an input that was split is answered through its parts
	CodeScreenWhole        Code = "screen_whole"             // a part shows what the whole shows
	CodeSplitPart          Code = "split_part"               // a part is not split again
	CodeSplitAnswered      Code = "split_answered"           // parts that have an answer stay
	CodeSplitTied          Code = "split_tied"               // merged with others, or others are duplicates of it
	CodeSplitTwo           Code = "split_two"                // fewer than two passages
	CodePassage            Code = "passage_not_in_text"
	CodeMergeTwo           Code = "merge_two" // fewer than two inputs
	CodeMergeSplit         Code = "merge_split"
	CodeNotMerged          Code = "not_merged"
	CodeTranslateWhole     Code = "translate_whole"   // a whole input with words is translated
	CodeMaskOne            Code = "mask_one"          // passages are left out of one text at a time
	CodeMaskChanges        Code = "mask_changes_text" // mark: what stands for a passage that is left out
	CodeHearingState       Code = "hearing_state"     // party, state: what is asked for is not possible in it
	CodeHearingEarly       Code = "hearing_not_over"  // day: the deadline, which has not passed
	CodeHearingPlanned     Code = "hearing_planned"   // party: the review has a hearing of it
	CodeReceivedAhead      Code = "received_ahead"    // day, today
	CodeFiledAhead         Code = "filed_ahead"       // day, today
	CodeFiledBefore        Code = "filed_before"      // day, begins
	CodeDocumentUnknown    Code = "document_unknown"  // document
	CodeDocumentTwice      Code = "document_twice"    // document
	CodeDocumentWhole      Code = "document_whole"    // document: it cannot be given out in part
	CodePassageNotThere    Code = "passage_not_there" // passage
	CodeFinanceRank        Code = "finance_rank"      // a body that is no committee cannot be the finance committee
	CodeMemberSat          Code = "member_sat"        // day: of a closed meeting at which the member had a seat
	CodeNotSubstitute      Code = "not_a_substitute"  // of the body on the meeting's day
	CodeNotSeated          Code = "no_seat"           // nobody with a seat in the body on the meeting's day
	CodeStandsInTwice      Code = "stands_in_twice"   // a substitute sits in one seat at a time
	CodeReplacedTwice      Code = "replaced_twice"    // another substitute sits in the seat
	CodeSubstituteUnable   Code = "substitute_unable" // was declared disqualified
	CodeMemberStays        Code = "member_stays"      // was not declared disqualified, and votes
	CodeMemberReplaced     Code = "member_replaced"   // who: a substitute sits in their seat
	CodeNotCalled          Code = "not_called"        // who: a substitute that nobody called
	CodeSubstituteChair    Code = "substitute_chair"
	CodeNothingToMinute    Code = "nothing_to_minute"  // every item has votes
	CodeNoFirstReading     Code = "no_first_reading"   // a second reading takes up the first of the same body
	CodeFirstReading       Code = "first_reading"      // day: no ruling is made at it
	CodeFirstReadingOpen   Code = "first_reading_open" // item: its first reading is not closed, or did not send it on
	CodeCaseEnded          Code = "case_ended"         // the item's case does not go on
	CodeCaseElsewhere      Code = "case_elsewhere"     // the case goes to another body, or to a later meeting
	CodeTakenUp            Code = "case_taken_up"      // day, item: that has the case already
	CodeLateCase           Code = "late_case"          // day: on which the papers were due
	CodeItemMinuted        Code = "item_minuted"       // it has votes
	CodeHearingOver        Code = "hearing_over"       // day: the deadline, after which the party's own address takes nothing
	CodeStatementFileKind  Code = "statement_file_kind"
	CodeStatementFileGone  Code = "statement_file_gone"
	CodePartyTaken         Code = "party_taken"        // another party has the name
	CodeAskedAlready       Code = "asked_already"      // people have answered, so that only words can be put right
	CodeTurnAhead          Code = "turn_ahead"         // day: it has not come
	CodeStopState          Code = "stop_state"         // it does not go from one to the other
	CodeNotStopped         Code = "not_stopped"        // nothing of the rule has stopped
	CodeTrialNotRunning    Code = "trial_not_running"  // it has not begun, or has ended or been ruled on anew
	CodeAccountNotKept     Code = "account_not_kept"   // its period runs, or has just ended
	CodeNotEvaluated       Code = "not_evaluated"      // nobody has written what came of the trial
	CodeStopThere          Code = "stop_there"         // places of the kind are named
	CodeHassleState        Code = "hassle_state"       // state, to: it does not go from one to the other
	CodeHassleTheme        Code = "hassle_theme_taken" // theme
	CodeBatchUnbounded     Code = "batch_unbounded"    // everything would be picked
	CodeBatchEmpty         Code = "batch_empty"
	CodeBatchChanged       Code = "batch_changed"         // n: how many are in it now
	CodeBatchCounted       Code = "batch_counted"         // it is excluded no longer
	CodeNotHassle          Code = "input_is_no_hassle"    // an input has another answer, or none
	CodeInputsApart        Code = "inputs_of_several"     // of more than one consultation
	CodeNotStateLaw        Code = "input_is_no_state_law" // an input has another answer, or none
	CodeSendOnElsewhere    Code = "send_on_elsewhere"     // an input is in another pack
	CodeSendOnTwice        Code = "send_on_twice"         // an input is named under two provisions
	CodeSendOnFull         Code = "send_on_full"          // limit
	CodeSendOnSent         Code = "send_on_sent"
	CodeSentBeforeMade     Code = "sent_before_made" // day, made
	CodeProvisionNeeded    Code = "provision_needed" // the rule of an input has no legal basis, or it is about no rule
	CodeProposalNeeded     Code = "proposal_needed"
	CodeHeadingEmpty       Code = "heading_empty" // of a paper: nothing stands under it
	CodeHeadingTwice       Code = "heading_twice" // something stands under two headings, or is asked twice
	CodePartUnplaced       Code = "part_unplaced" // something stands under no heading
	CodeMethod             Code = "method_not_allowed"
	CodeAdoptionUnseen     Code = "adoption_unseen" // what is noted of a new rule was not shown yet
	CodeTooLarge           Code = "too_large"
	CodeBodyInvalid        Code = "body_invalid"     // not JSON
	CodeMediaType          Code = "media_type"       // a body that is not said to be JSON
	CodeEncoding           Code = "content_encoding" // a compressed body
	CodeAddressTooLong     Code = "address_too_long"
	CodeCrossOrigin        Code = "cross_origin"  // a form that another site sent
	CodeFieldUnknown       Code = "field_unknown" // a field that the operation does not have
	CodeFieldTwice         Code = "field_twice"
	CodeTypeInvalid        Code = "type_invalid" // a number where a text is wanted, and the like
	CodeNotAcceptable      Code = "not_acceptable"
	CodeNotDemoDir         Code = "not_a_demo_directory"
	CodeFileUnreadable     Code = "file_unreadable"
	CodeFileUnwritable     Code = "file_unwritable"    // path
	CodeKLEUnreadable      Code = "kle_unreadable"     // line: no plan that can be read
	CodeKLETwice           Code = "kle_twice"          // value: the code
	CodePolicyForm         Code = "policy_bundle_form" // of a policy: no .tar.gz, or nothing in it
	CodePolicyFile         Code = "policy_bundle_file" // value: a file that leads out of the bundle, or stands in it twice
	CodePolicyLarge        Code = "policy_bundle_large"
	CodeKLEEntry           Code = "kle_entry" // line, value: of an entry that is wrong

	CodeCounterWithdrawn Code = "counter_case_withdrawn"

	// What the gate finds in a new rule: it is mended, or explained.
	CodeNewUnjustified Code = "new_rule_unjustified"
	CodeNewUnreviewed  Code = "new_rule_without_review"
	CodeNewResembles   Code = "new_rule_resembles_ended" // rules
	CodeNewNothingNew  Code = "new_rule_nothing_new"
	CodeNewDuty        Code = "new_rule_duty_without_basis"
	CodeNewAlike       Code = "new_rule_resembles"   // rules
	CodeNewOwnFinding  Code = "new_rule_own_finding" // says_da, says_en
	// And in another text of one. They are only noted, so no answer has them unless a
	// municipality's own policy asks for more.
	CodeRequirementAdded Code = "requirement_added"
	CodeDetailsChanged   Code = "details_changed"

	// A whole register from a file.
	CodeRegisterThere   Code = "register_not_empty"    // the database has one already
	CodeRegisterVersion Code = "register_file_version" // migration, newest: the file is of another version of the program
	CodeRegisterDamaged Code = "register_file_damaged" // line
	CodeRegisterStatus  Code = "register_file_status"  // number: what is said of the rule does not follow from what happened

	// The log that outsiders check.
	CodeLogRestored   Code = "log_restored"    // signed, size: the database is older than what was signed, or another
	CodeLogKeyMissing Code = "log_key_missing" // path: the key that the log names is not in the file
	CodeLogNoTrouble  Code = "log_no_trouble"  // there is nothing to go on after
	CodeLogBroken     Code = "log_broken"      // what: what does not fit
	CodeNotLogged     Code = "not_logged"      // there is no checkpoint yet that has it

	// A redaction.
	CodeRedactionNothing Code = "redaction_nothing" // the text stands nowhere
	CodeRedactionWide    Code = "redaction_wide"    // n, limit: the text stands in too many places
	CodeRedactionChanged Code = "redaction_changed" // it stands elsewhere than where it was looked for
	CodeRedactionShort   Code = "redaction_short"   // limit: a text to be taken out that is too short, or has no letter
	CodeRedactionSaid    Code = "redaction_said"    // the reason says the text that is to be taken out
	CodeRedactionStatus  Code = "redaction_status"  // number: the status of a rule would not follow any more

	// A bundle that does not prove what it says.
	CodeBundleEmpty     Code = "bundle_empty"     // there is nothing in the file
	CodeBundleCut       Code = "bundle_cut"       // the file ends before the bundle does
	CodeBundleForm      Code = "bundle_form"      // it is something else
	CodeBundleFormat    Code = "bundle_format"    // format: of a bundle that this program does not know
	CodeBundleSource    Code = "bundle_source"    // what: a source that is not the logged one, or is missing
	CodeBundleSignature Code = "bundle_signature" // the checkpoint bears no signature of a key that is trusted
	CodeBundleProof     Code = "bundle_proof"     // place: of a leaf, or of an entry of it, that is not in the log
	CodeBundleText      Code = "bundle_text"      // place: a text is not the one that was sealed
	CodeBundleMissing   Code = "bundle_missing"   // place: something that the log has about the rule was left out
	CodeBundleStatus    Code = "bundle_status"    // on: the status does not follow from what was logged
	CodeBundleOlder     Code = "bundle_older"     // size: the log does not go on from an older checkpoint
	CodeBundleAbout     Code = "bundle_about"     // place: of a decision on something else than the bundle says; or it has none
	CodeBundlePart      Code = "bundle_part"      // place: from which leaf on the other parts are missing
	CodeBundleParts     Code = "bundle_parts"     // the files are not parts of one bundle

	// A bundle that is not made as it was asked for.
	CodeProofLong  Code = "proof_long"  // size, most: it has more leaves than are given at once; next: where the next part begins
	CodeProofOrder Code = "proof_order" // from is not before until

	// What a simulation cannot suppose.
	CodePolicySource    Code = "policy_source"    // errors: of the text, with lines
	CodeSettingsInvalid Code = "settings_invalid" // a name that no setting has, or a value of another kind
	CodeSettingOutside  Code = "setting_outside"  // name, most
	CodeBasisUnknown    Code = "basis_unknown"    // value: no rule rests on it on that day

	// What is wrong with an imported file; rows are numbered as in the spreadsheet.
	CodeQuoteInvalid  Code = "quote_invalid"       // row
	CodeFileFormat    Code = "file_format"         // format: a kind of file that is not read
	CodeFilePassword  Code = "file_password"       // a file under a password
	CodeFileBroken    Code = "file_broken"         // neither a spreadsheet nor text
	CodeFileUnpacks   Code = "file_unpacks_large"  // limit
	CodeSheetUnknown  Code = "sheet_unknown"       // sheet, sheets: those there are
	CodeCellLong      Code = "cell_too_long"       // row, limit
	CodeTooManyRows   Code = "too_many_rows"       // limit
	CodeColumnsMany   Code = "too_many_columns"    // limit, line: of the file, not of the spreadsheet
	CodeNoRows        Code = "no_rows"             // a header at most
	CodeColumnMissing Code = "column_missing"      // column
	CodeColumnTwice   Code = "column_twice"        // column
	CodeCellStray     Code = "cell_without_column" // a cell under no column's name
	CodeNumberTwice   Code = "number_twice"        // number, row: where it stands first
	CodeFigureInvalid Code = "figure_invalid"      // value
	CodeBasisForm     Code = "basis_form_invalid"  // value
	CodeCPR           Code = "cpr_like"            // never quotes what it found

	CodeTakenOut       Code = "rule_taken_out"  // number: the import that made it was undone
	CodeImportUndone   Code = "import_undone"   // it was already
	CodeImportBuiltOn  Code = "import_built_on" // count, rules: something was written about them since
	CodeImportChanged  Code = "import_changed"  // the preview that was confirmed is no longer the one there is
	CodeImportFaults   Code = "import_faults"   // count: rows that must be corrected or left out
	CodeImportWarnings Code = "import_warnings" // count: rows with warnings that nobody has said yes to
	CodeNoRowsChosen   Code = "no_rows_chosen"
	CodeImportNothing  Code = "import_nothing" // no row would change anything
)

// kinds is the one table from code to kind. A code that is not listed is invalid input.
var kinds = map[Code]Kind{
	CodeInternal: KindInternal, CodePolicyFailed: KindInternal, CodeAuditMissing: KindInternal,
	CodeNestedUpdate: KindInternal, CodeDatabaseNewer: KindInternal,
	CodeBusy: KindUnavailable, CodeFull: KindUnavailable, CodeUnsure: KindUnavailable, CodeTooMany: KindUnavailable, CodeTooManyAnswers: KindUnavailable, CodeLinkGuarded: KindUnavailable,
	CodeNotFound: KindNotFound, CodeNotRecorded: KindNotFound,
	CodeRegisterThere: KindConflict, CodeNumberTaken: KindConflict, CodeSlugTaken: KindConflict, CodeFoundDifferent: KindConflict, CodeSameRule: KindConflict, CodeTooManyViews: KindConflict, CodeNoCheckedRules: KindConflict,
	CodeInReview: KindConflict, CodeNotInReview: KindConflict, CodeReviewOver: KindConflict,
	CodeRuleEnded: KindConflict, CodeOwnerChecks: KindConflict, CodePhase: KindConflict,
	CodeBulkWithdrawal: KindConflict, CodeMeetingClosed: KindConflict, CodeMeetingAhead: KindConflict,
	CodeRulingOrProcedure: KindInvalid, CodeLoneRepeal: KindInvalid, CodeMeetingOpen: KindConflict, CodeNothingToAnnul: KindConflict, CodeBulkKeep: KindConflict, CodeNotLate: KindConflict, CodeReadopted: KindConflict, CodeBundleVoted: KindConflict, CodeBundleRest: KindInvalid, CodeOutcomeBlocked: KindConflict, CodeOwnerDecides: KindConflict, CodeOwnerAdvises: KindConflict,
	CodeOwnerJoins: KindConflict, CodeOwnerDisposes: KindConflict, CodeActionWaits: KindConflict, CodeDutyMissing: KindConflict, CodeDutyNobody: KindConflict, CodeBackedAlready: KindConflict, CodePersonNeeded: KindForbidden, CodeNotVoted: KindConflict, CodeStopNotHere: KindConflict, CodeNothingToMinute: KindConflict, CodeFirstReading: KindConflict, CodeFirstReadingOpen: KindConflict, CodeCaseEnded: KindConflict, CodeCaseElsewhere: KindConflict, CodeTakenUp: KindConflict, CodeItemMinuted: KindConflict, CodeLowerBody: KindConflict,
	CodeStale: KindStale, CodePrecondition: KindPrecondition,
	CodeEmailTaken: KindConflict, CodeLastAdministrator: KindConflict, CodePostTaken: KindConflict, CodeLinkUsed: KindNotFound,
	CodeUndefended: KindConflict, CodeScoreFirst: KindConflict, CodeNothingToScore: KindConflict,
	CodeMailWaits:   KindConflict,
	CodeRequestSent: KindConflict, CodeRequestNotOpen: KindConflict, CodeRequestOver: KindConflict, CodeRequestEmpty: KindConflict,
	CodeRequestLarge: KindConflict, CodeNobodyWaits: KindConflict, CodeNotAnswerer: KindForbidden, CodeStillLacks: KindConflict,
	CodeBatchChanged: KindConflict, CodeBatchCounted: KindConflict,
	CodeTurnAhead: KindConflict, CodeStopState: KindConflict, CodeNotStopped: KindConflict, CodeTrialNotRunning: KindConflict, CodeNotEvaluated: KindConflict, CodeAccountNotKept: KindConflict, CodeHassleState: KindConflict, CodeHassleTheme: KindConflict, CodeSendOnSent: KindConflict,
	CodeHearingState: KindConflict, CodeHearingEarly: KindConflict, CodeHearingPlanned: KindConflict, CodePartyTaken: KindConflict,
	CodeOutcomeKnown: KindConflict, CodeSlipsUsed: KindConflict, CodeLinkNotOpen: KindNotFound, CodeReceiptUnknown: KindNotFound, CodeClosedToChange: KindConflict, CodeStillOpen: KindConflict, CodeReportNotYet: KindConflict,
	CodeVersionUnderWay: KindConflict, CodeVersionLater: KindConflict, CodeNoMandate: KindConflict, CodeChangeState: KindConflict,
	CodeCandidateFailed: KindConflict, CodeCandidateUnchecked: KindConflict,
	CodeAdoptionUnseen: KindConflict, CodeCounterWithdrawn: KindConflict, CodeTakenOut: KindNotFound, CodeImportUndone: KindConflict, CodeImportBuiltOn: KindConflict,
	CodeImportChanged: KindConflict, CodeImportFaults: KindConflict, CodeImportNothing: KindConflict,
	CodeLogRestored: KindConflict, CodeLogKeyMissing: KindConflict, CodeLogNoTrouble: KindConflict, CodeLogBroken: KindConflict, CodeNotLogged: KindNotFound,
	CodeRedactionNothing: KindConflict, CodeRedactionWide: KindConflict, CodeRedactionChanged: KindConflict, CodeRedactionStatus: KindConflict,
	CodeUnauthorized: KindUnauthorized, CodeForbidden: KindForbidden, CodeCrossOrigin: KindForbidden,
}

// Kind of a code. The zero Code is internal.
func (c Code) Kind() Kind {
	if k, ok := kinds[c]; ok {
		return k
	}
	if c == "" {
		return KindInternal
	}
	return KindInvalid
}

// Args are the values that an error's text names, such as the limit exceeded.
type Args map[string]string

// Field names one field or row that is wrong.
type Field struct {
	Name string // as the caller wrote it: "sunset", "bases[0].until", "row 7: krav"
	Code Code
	Args Args
}

// Error is the one error type of the domain. Code, Fields and Args are safe to
// show; Err is for the log alone.
type Error struct {
	Code   Code
	Args   Args
	Fields []Field
	Err    error
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(string(e.Code))
	for _, f := range e.Fields {
		b.WriteString("; " + f.Name + ": " + string(f.Code))
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// Is makes errors.Is(err, &Error{Code: c}) compare codes.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// CodeOf is the code of an error, CodeInternal for one that is none of ours,
// and empty for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// Checks gathers what is wrong with one input, so that the writer sees all of it at once.
type Checks struct{ fields []Field }

// Fail notes one wrong field.
func (c *Checks) Fail(name string, code Code, args ...string) {
	c.fields = append(c.fields, Field{Name: name, Code: code, Args: pairs(args)})
}

// Take notes an error made elsewhere under a field's name.
func (c *Checks) Take(name string, err error) {
	var e *Error
	switch {
	case err == nil:
	case errors.As(err, &e) && len(e.Fields) > 0:
		for _, f := range e.Fields {
			c.fields = append(c.fields, Field{Name: strings.Trim(name+"."+f.Name, "."), Code: f.Code, Args: f.Args})
		}
	case errors.As(err, &e):
		c.fields = append(c.fields, Field{Name: name, Code: e.Code, Args: e.Args})
	default:
		c.fields = append(c.fields, Field{Name: name, Code: CodeInternal})
	}
}

// Text checks a text: valid UTF-8 without U+0000, within its limit, and given
// when it is required.
func (c *Checks) Text(name, s string, limit int, required bool) {
	switch {
	case !utf8.ValidString(s) || strings.ContainsRune(s, 0):
		c.Fail(name, CodeTextInvalid)
	case utf8.RuneCountInString(s) > limit:
		c.Fail(name, CodeTooLong, "limit", itoa(limit), "length", itoa(utf8.RuneCountInString(s)))
	case required && strings.TrimSpace(s) == "":
		c.Fail(name, CodeRequired)
	}
}

// Err is nil when nothing failed, and else one CodeInvalid error with every field.
func (c *Checks) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Error{Code: CodeInvalid, Fields: c.fields}
}

// Stale says that somebody else was first: seen is the edit that the writer saw,
// now the one that stands.
func Stale(seen, now int) *Error { return refuse(CodeStale, "seen", itoa(seen), "now", itoa(now)) }

func refuse(code Code, args ...string) *Error { return &Error{Code: code, Args: pairs(args)} }

func pairs(kv []string) Args {
	if len(kv) == 0 {
		return nil
	}
	a := make(Args, len(kv)/2)
	for i := 0; i+1 < len(kv); i += 2 {
		a[kv[i]] = kv[i+1]
	}
	return a
}

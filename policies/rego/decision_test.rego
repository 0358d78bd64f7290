package omvendt.decision_test

import data.omvendt.decision

# A council of 25 that has met, with everything in order.
council := {
	"rank": "council", "ruling": "keep", "procedure": "", "seats": 25,
	"for": 13, "against": 12, "blank": 0, "absent": 0, "voted": true,
	"special_reason": true, "mandate": true, "papers_late": false, "papers_explained": false,
	"disqualified_voted": false, "hearing_missing": false, "lapses_undecided": false, "owner_alone": false, "recommended_alone": false,
	"measured": true, "bound_by_agreement": false, "out_of_order": false, "first_reading": false,
	"majority": "simple", "tie": "falls", "chair_for": false,
}

ahead := {"for": 0, "against": 0, "blank": 0, "absent": 0, "voted": false}

answer(change) := a if {
	a := decision.answer with input as object.union(council, change)
}

outcome(change) := answer(change).outcome

votes(yes, no, blank) := outcome({"for": yes, "against": no, "blank": blank, "absent": 25 - ((yes + no) + blank)})

finds(change) := {finding.code | some finding in answer(change).findings}

test_nothing_is_found_where_all_is_in_order if {
	answer({}) == {"outcome": "carried", "findings": []}
}

test_simple_majority_of_the_votes_cast if {
	votes(13, 12, 0) == "carried"
	votes(1, 0, 12) == "carried"
	votes(12, 13, 0) == "fell"
	votes(0, 1, 24) == "fell"
	votes(7, 6, 12) == "carried"
}

# A council of 25 with another majority than the law's.
asks(majority, yes, no, blank) := outcome({"majority": majority, "for": yes, "against": no, "blank": blank, "absent": 25 - ((yes + no) + blank)})

test_half_of_those_present_is_not_enough if {
	asks("present", 13, 12, 0) == "carried"
	asks("present", 12, 11, 2) == "fell"
	asks("present", 12, 6, 6) == "fell"
	asks("present", 12, 6, 5) == "carried"
	asks("present", 7, 0, 6) == "carried"
	asks("present", 0, 0, 0) == "fell"
}

test_half_of_all_members_is_not_enough if {
	asks("members", 13, 0, 0) == "carried"
	asks("members", 12, 0, 5) == "fell"
	outcome({"majority": "members", "seats": 24, "for": 12, "against": 1, "absent": 11}) == "fell"
	asks("members", 13, 12, 0) == "carried"
}

test_two_thirds_of_the_votes_cast if {
	asks("two_thirds", 16, 8, 1) == "carried"
	asks("two_thirds", 15, 8, 2) == "fell"
	asks("two_thirds", 1, 0, 20) == "carried"
	asks("two_thirds", 0, 0, 20) == "fell"
	asks("two_thirds", 12, 12, 1) == "fell"
}

test_a_tie_is_one_where_more_for_than_against_carries if {
	every majority in ["present", "members", "two_thirds"] {
		asks(majority, 12, 12, 1) == "fell"
		outcome({"majority": majority, "tie": "chair", "chair_for": true, "for": 12, "against": 12, "blank": 1}) == "fell"
	}
}

test_the_chair_carries_on_a_tie_where_the_settings_say_so if {
	level := {"for": 12, "against": 12, "blank": 1}
	outcome(object.union(level, {"tie": "chair", "chair_for": true})) == "carried"
	outcome(object.union(level, {"tie": "chair"})) == "tied"
	outcome(object.union(level, {"chair_for": true})) == "tied"
	outcome({"tie": "chair", "chair_for": true, "for": 11, "against": 12}) == "fell"
	outcome({"tie": "chair", "for": 12, "against": 11}) == "carried"
}

test_another_majority_is_told if {
	every majority in ["present", "members", "two_thirds"] {
		answer({"majority": majority, "for": 25, "against": 0}).findings == [{"code": "OTHER_MAJORITY", "severity": "note"}]
	}
	answer({"tie": "chair"}).findings == [{"code": "OTHER_MAJORITY", "severity": "note"}]
	finds({"rank": "administration", "majority": "members"}) == set()
}

test_a_tie_is_told_apart_from_a_fall if {
	votes(12, 12, 1) == "tied"
	votes(0, 0, 25) == "tied"
	votes(0, 0, 1) == "tied"
	votes(0, 0, 0) == "fell"
}

test_nothing_was_put_before_the_vote if {
	every rank in ["council", "committee", "board"] {
		outcome(object.union(ahead, {"rank": rank})) == "not_put"
	}
	finds(ahead) == set()
}

test_the_administration_decides_without_a_vote if {
	answer(object.union(ahead, {"rank": "administration", "seats": 0})) == {"outcome": "carried", "findings": []}
	outcome({"rank": "administration", "for": 1, "against": 2}) == "fell"
}

test_quorum_is_half_of_the_members if {
	finds({"for": 13, "against": 0, "absent": 12}) == set()
	finds({"for": 12, "against": 0, "absent": 13}) == {"NO_QUORUM"}
	finds({"for": 6, "against": 3, "blank": 4, "absent": 12}) == set()
	finds({"seats": 4, "for": 2, "against": 0, "absent": 2}) == set()
	finds({"for": 0, "against": 0, "absent": 25}) == {"NO_QUORUM"}
}

test_who_is_disqualified_does_not_vote if {
	answer({"disqualified_voted": true}).findings == [{"code": "DISQUALIFIED_VOTED", "severity": "blocks"}]
}

test_a_keep_has_a_special_reason if {
	every kind in ["keep", "amend"] {
		finds({"ruling": kind, "special_reason": false}) == {"NO_SPECIAL_REASON"}
	}
	every kind in ["repeal", "trial", "defer", "unlawful"] {
		finds({"ruling": kind, "special_reason": false}) == set()
	}
}

test_a_lower_body_needs_a_mandate if {
	every rank in ["committee", "administration", "board"] {
		finds({"rank": rank, "mandate": false}) == {"NO_MANDATE"}
		finds({"rank": rank}) == set()
	}
	finds({"mandate": false}) == set()
}

test_an_owner_does_not_decide_alone if {
	answer({"rank": "administration", "owner_alone": true}).findings == [{"code": "OWNER_DECIDES", "severity": "blocks"}]
}

test_an_owner_does_not_recommend_alone if {
	answer({"rank": "administration", "recommended_alone": true}).findings == [{"code": "OWNER_RECOMMENDS", "severity": "blocks"}]
	every rank in ["council", "committee", "board"] {
		answer({"rank": rank, "recommended_alone": true}).findings == [{"code": "RECOMMENDED_BY_OWNER", "severity": "note"}]
	}
}

test_late_papers_are_explained if {
	finds({"papers_late": true}) == {"PAPERS_LATE"}
	finds({"papers_late": true, "papers_explained": true}) == {"PAPERS_LATE_EXPLAINED"}
	finds({"papers_explained": true}) == set()
}

test_a_missing_hearing_is_told if {
	finds({"hearing_missing": true}) == {"HEARING_MISSING"}
}

# Whichever way the question is put, nobody is surprised by what a fall means.
test_what_a_fall_means_is_told_before_the_vote if {
	in_review := object.union(ahead, {"lapses_undecided": true})
	finds(object.union(in_review, {"ruling": "repeal"})) == {"LONE_REPEAL"}
	every kind in ["keep", "amend", "trial", "defer", "unlawful"] {
		finds(object.union(in_review, {"ruling": kind})) == {"LAPSES_IF_FALLS"}
	}
	finds({"lapses_undecided": true}) == set()
	finds({"lapses_undecided": true, "for": 12}) == {"LAPSES_IF_FALLS"}
}

# To put a case off saves no rule, and nobody needs a mandate or a hearing to do it.
test_a_procedure_is_no_ruling if {
	every how in ["postpone", "send_back", "pass_on", "no_power"] {
		finds({"ruling": "", "procedure": how, "rank": "committee", "mandate": false, "hearing_missing": true, "special_reason": false}) == set()
		finds({"ruling": "", "procedure": how, "lapses_undecided": true}) == {"LAPSES_ANYWAY"}
		outcome({"ruling": "", "procedure": how, "for": 12, "against": 12}) == "tied"
	}
}

test_an_agreement_to_end_is_there if {
	every how in ["terminate", "renegotiate"] {
		answer({"ruling": "", "procedure": how}).findings == [{"code": "NO_AGREEMENT", "severity": "explain"}]
		finds({"ruling": "", "procedure": how, "bound_by_agreement": true}) == set()
	}
}

test_a_trial_is_measured if {
	answer({"ruling": "trial", "measured": false}).findings == [{"code": "TRIAL_UNMEASURED", "severity": "explain"}]
	finds({"ruling": "repeal", "measured": false}) == set()
}

# A first reading rules on nothing: it saves no rule, and asks for no reason.
test_a_first_reading_decides_nothing_of_the_rule if {
	first := {"first_reading": true, "rank": "committee", "mandate": false, "hearing_missing": true, "special_reason": false, "measured": false}
	every kind in ["keep", "amend", "repeal", "trial", "defer", "unlawful"] {
		finds(object.union(first, {"ruling": kind})) == {"FIRST_READING"}
		finds(object.union(first, {"ruling": kind, "lapses_undecided": true})) == {"FIRST_READING", "LAPSES_ANYWAY"}
	}
	finds({"ruling": "", "procedure": "postpone", "first_reading": true}) == set()
}

test_an_unusual_order_is_told if {
	answer({"out_of_order": true}).findings == [{"code": "OUT_OF_ORDER", "severity": "note"}]
}

# What a competent body decided is recorded, however badly it was prepared; whoever
# answers for the rule is not competent alone.
test_little_blocks if {
	worst := {
		"rank": "committee", "mandate": false, "special_reason": false, "papers_late": true,
		"hearing_missing": true, "lapses_undecided": true,
	}
	found := answer(object.union(worst, {"for": 12})).findings
	count(found) == 5
	every finding in found {
		finding.severity != "blocks"
	}
	{f.code | some f in decision.order; f.severity == "blocks"} == {"NO_QUORUM", "DISQUALIFIED_VOTED", "OWNER_DECIDES", "OWNER_RECOMMENDS"}
}

test_blocks_are_told_first if {
	found := answer({"for": 1, "against": 0, "disqualified_voted": true, "special_reason": false}).findings
	[f.code | some f in found] == ["NO_QUORUM", "DISQUALIFIED_VOTED", "NO_SPECIAL_REASON"]
}

# Nor does a first reading that was lost.
test_a_lost_first_reading_says_nothing_of_the_rule if {
	every kind in ["keep", "repeal"] {
		finds({"ruling": kind, "first_reading": true, "lapses_undecided": true, "for": 12}) == {"FIRST_READING", "LAPSES_ANYWAY"}
	}
}

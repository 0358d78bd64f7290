package omvendt.ruling_test

import data.omvendt.in_force_test
import data.omvendt.ruling

nothing := {
	"special_reason": false, "core_task_value": false, "beneficiary_named": false, "evidence_graded": false,
	"lighter_alternative": false, "hearing_held": false, "counter_case": false, "competent_body": false,
}

council := {
	"kind": "keep", "day": "2027-05-31", "rank": "council",
	"class_at_effect": "council_rule", "bound_at_effect": false,
	"shows": nothing, "asks": nothing,
}

committee := object.union(council, {"rank": "committee"})

mandated := object.union(committee, {"shows": {"competent_body": true}})

verdict(fact, offer) := v if {
	v := ruling.verdict with input as {"fact": fact, "offer": offer}
}

in_review := in_force_test.in_review

counts(fact, offer) if {
	v := verdict(fact, offer)
	v.counts == true
	v.refusal == "none"
}

refused(fact, offer, code) if {
	v := verdict(fact, offer)
	v.counts == false
	v.refusal == code
}

test_a_keep_in_time_counts if {
	counts(in_review, council)
	counts(in_review, object.union(council, {"day": "2027-06-30"}))
}

# Nothing that is asked, missing or bound takes the council's keep away.
test_the_councils_own_carried_keep_always_counts if {
	asked := object.union(council, {"asks": {name: true | some name, _ in nothing}})
	every class in ["state_duty", "agreement", "board_principle", "mandated_local", "add_on", "council_rule", "administrative_rule"] {
		offer := object.union(asked, {"class_at_effect": class})
		counts(in_review, offer)
		counts(object.union(in_review, {"hearing_missing": true}), offer)
	}
	verdict(in_review, asked).missing == [
		"beneficiary_named", "competent_body", "core_task_value", "counter_case",
		"evidence_graded", "hearing_held", "lighter_alternative", "special_reason",
	]
}

test_what_is_missing_is_told if {
	verdict(in_review, council).missing == ["special_reason"]
	verdict(in_review, object.union(council, {"shows": {"special_reason": true}})).missing == []
	verdict(in_review, mandated).missing == ["special_reason"]
	verdict(in_review, committee).missing == ["competent_body", "special_reason"]
	verdict(in_review, object.union(council, {"kind": "repeal"})).missing == []
}

test_decided_after_sunset if {
	every day in ["2027-07-01", "2027-07-02"] {
		every kind in ["keep", "amend", "repeal", "trial", "defer"] {
			refused(in_review, object.union(council, {"day": day, "kind": kind}), "DECIDED_AFTER_SUNSET")
		}
	}
}

test_too_late_once_ended if {
	refused(object.union(in_review, {"ended": "lapsed"}), council, "DECIDED_AFTER_SUNSET")
	refused(object.union(in_review, {"ended": "lapsed", "bound_at_end": true}), council, "DECIDED_AFTER_SUNSET")
	refused(object.union(in_review, {"ended": "lapsed", "hearing_missing": true}), council, "DECIDED_AFTER_SUNSET")
}

test_in_time_while_a_hearing_is_missing if {
	fact := object.union(in_review, {"hearing_missing": true})
	counts(fact, object.union(council, {"day": "2027-09-28"}))
	refused(fact, object.union(council, {"day": "2027-09-29"}), "DECIDED_AFTER_SUNSET")
}

test_in_time_while_the_law_holds_the_rule if {
	fact := in_force_test.bound("mandated_local")
	counts(fact, object.union(council, {"day": "2027-08-01", "class_at_effect": "mandated_local"}))
}

test_unlawful_is_found_at_any_time if {
	counts(in_review, object.union(council, {"kind": "unlawful"}))
	counts(object.union(in_review, {"ended": "lapsed"}), object.union(council, {"kind": "unlawful", "day": "2030-01-01"}))
	counts(in_review, object.union(council, {"kind": "unlawful", "class_at_effect": "state_duty"}))
}

test_outside_competence_of_the_council if {
	every class in ["state_duty", "agreement", "board_principle"] {
		fact := in_force_test.bound(class)
		every kind in ["amend", "repeal", "trial", "defer"] {
			refused(fact, object.union(council, {"kind": kind, "class_at_effect": class}), "OUTSIDE_COMPETENCE")
		}
	}
}

test_outside_the_mandate_of_a_lower_body if {
	every kind in ["repeal", "trial", "defer", "unlawful"] {
		refused(in_review, object.union(committee, {"kind": kind}), "OUTSIDE_COMPETENCE")
		counts(in_review, object.union(mandated, {"kind": kind}))
		counts(in_review, object.union(council, {"kind": kind}))
	}
}

test_replacement_missing if {
	fact := in_force_test.bound("mandated_local")
	every kind in ["repeal", "trial"] {
		refused(fact, object.union(council, {"kind": kind, "class_at_effect": "mandated_local"}), "REPLACEMENT_MISSING")
	}
	every kind in ["keep", "amend", "defer", "unlawful"] {
		counts(fact, object.union(council, {"kind": kind, "class_at_effect": "mandated_local"}))
	}
}

test_keep_lacks_criteria if {
	every rank in ["committee", "administration", "board"] {
		every kind in ["keep", "amend"] {
			lower := object.union(council, {"rank": rank, "kind": kind})
			refused(in_review, lower, "KEEP_LACKS_CRITERIA")
			within := object.union(lower, {"shows": {"competent_body": true}})
			counts(in_review, within)
			asked := object.union(within, {"asks": {"special_reason": true}})
			refused(in_review, asked, "KEEP_LACKS_CRITERIA")
			verdict(in_review, asked).missing == ["special_reason"]
			counts(in_review, object.union(asked, {"shows": {"special_reason": true}}))
		}
	}
}

test_the_refusal_told_is_the_first_in_order if {
	late := object.union(committee, {"day": "2027-07-01", "kind": "repeal", "class_at_effect": "mandated_local"})
	refused(in_review, late, "DECIDED_AFTER_SUNSET")
	bare := object.union(late, {"day": "2027-06-01"})
	refused(in_review, bare, "REPLACEMENT_MISSING")
	beyond := object.union(bare, {"class_at_effect": "council_rule"})
	refused(in_review, beyond, "OUTSIDE_COMPETENCE")
	counts(in_review, object.union(beyond, {"rank": "council"}))
}

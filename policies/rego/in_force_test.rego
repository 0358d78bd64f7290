package omvendt.in_force_test

import data.omvendt.explain
import data.omvendt.in_force

# A council rule in force since long, with nothing against it: the days of the
# design's table, sunset 2027-07-01.
rule := {
	"effective_from": "0001-01-01",
	"class": "council_rule",
	"bound": false,
	"ended": "none",
	"class_at_end": "council_rule",
	"bound_at_end": false,
	"minimum_until": "0001-01-01",
	"lapse_date": "9999-12-31",
	"lapse_kind": "none",
	"hearing_missing": false,
	"hearing_until": "0001-01-01",
	"standing": "none",
	"standing_day": "9999-12-31",
	"standing_from": "9999-12-31",
	"standing_until": "9999-12-31",
	"standing_missing": "",
	"provisional": "none",
	"provisional_from": "9999-12-31",
	"refusal": "none",
	"refusal_day": "9999-12-31",
	"refusal_missing": "",
	"fell": "none",
	"fell_day": "9999-12-31",
	"minutes_until": "0001-01-01",
	"basis_ended_on": "9999-12-31",
	"in_review": false,
	"superseded_from": "9999-12-31",
}

in_review := object.union(rule, {
	"in_review": true, "lapse_date": "2027-07-01", "lapse_kind": "sunset",
	"hearing_until": "2027-09-29",
})

kept := object.union(rule, {
	"standing": "keep", "standing_day": "2027-05-31",
	"lapse_date": "2029-05-31", "lapse_kind": "next_review", "hearing_until": "2029-05-31",
})

bound(class) := object.union(in_review, {
	"class": class, "class_at_end": class,
	"bound": true, "bound_at_end": true,
})

add_on := object.union(in_review, {"class": "add_on", "class_at_end": "add_on", "minimum_until": "2027-09-01"})

trial := object.union(rule, {
	"standing": "trial", "standing_day": "2027-06-10", "standing_from": "2027-08-01",
	"standing_until": "2028-08-01", "lapse_date": "2028-08-01", "lapse_kind": "trial_end",
})

repeal := object.union(rule, {"standing": "repeal", "standing_day": "2027-06-10", "standing_from": "2027-10-01"})

deferred := object.union(in_review, {
	"provisional": "deferred", "provisional_from": "2027-07-01",
	"lapse_date": "2028-01-01", "lapse_kind": "defer_limit", "hearing_until": "2028-01-01",
})

stopped := object.union(deferred, {"provisional": "stopped", "lapse_date": "2027-09-29", "lapse_kind": "stop_limit"})

said(fact, on) := answer if {
	answer := explain.answer with input as {"on": on, "fact": fact}
}

# tells checks the state and every reason in order, on each of the days.
tells(fact, days, state, codes) if {
	every on in days {
		answer := said(fact, on)
		answer.state == state
		[reason.code | some reason in answer.reasons] == codes
	}
}

test_not_yet_effective if {
	fact := object.union(rule, {"effective_from": "2027-01-01"})
	tells(fact, ["0001-01-01", "2026-12-31"], "not_yet", ["NOT_YET_EFFECTIVE"])
	tells(fact, ["2027-01-01"], "in_force", ["NOT_IN_REVIEW"])
}

test_superseded_by_rule if {
	fact := object.union(in_review, {"superseded_from": "2027-03-01"})
	tells(fact, ["2027-02-28"], "in_force", ["REVIEW_PENDING"])
	tells(fact, ["2027-03-01", "2027-07-01"], "superseded", ["SUPERSEDED_BY_RULE"])
}

test_found_unlawful if {
	fact := object.union(rule, {"standing": "unlawful", "standing_day": "2027-03-01", "standing_from": "2027-03-01"})
	tells(fact, ["2027-03-01", "2030-01-01"], "repealed", ["FOUND_UNLAWFUL"])
	tells(object.union(fact, {"class": "state_duty", "bound": true}), ["2027-03-01"], "repealed", ["FOUND_UNLAWFUL"])
	tells(fact, ["2027-02-28"], "in_force", ["NOT_IN_REVIEW"])
}

test_undecided_lapses_on_the_day if {
	tells(in_review, ["2027-06-30"], "in_force", ["REVIEW_PENDING"])
	tells(in_review, ["2027-07-01", "2040-01-01"], "lapsed", ["LAPSED_UNDECIDED"])
}

test_a_lapse_stays if {
	fact := object.union(rule, {"ended": "lapsed", "class": "state_duty", "bound": true, "bound_at_end": false})
	tells(fact, ["2030-01-01"], "lapsed", ["LAPSED_UNDECIDED"])
}

test_floor_after_lapse if {
	tells(add_on, ["2027-06-30"], "in_force", ["REVIEW_PENDING"])
	tells(add_on, ["2027-07-01", "2027-08-31"], "floor_only", ["FLOOR_REMAINS", "LAPSED_UNDECIDED"])
	tells(add_on, ["2027-09-01"], "lapsed", ["LAPSED_UNDECIDED"])
}

test_floor_after_repeal if {
	fact := object.union(repeal, {"class": "add_on", "class_at_end": "add_on", "minimum_until": "2028-01-01"})
	tells(fact, ["2027-10-01", "2027-12-31"], "floor_only", ["FLOOR_REMAINS", "REPEALED_BY_DECISION"])
	tells(fact, ["2028-01-01"], "repealed", ["REPEALED_BY_DECISION"])
}

test_no_floor_below_another_class if {
	fact := object.union(in_review, {"minimum_until": "2028-01-01"})
	tells(fact, ["2027-07-01"], "lapsed", ["LAPSED_UNDECIDED"])
}

test_hearing_missing if {
	fact := object.union(in_review, {"hearing_missing": true})
	tells(fact, ["2027-06-30"], "in_force", ["REVIEW_PENDING"])
	tells(fact, ["2027-07-01", "2027-09-28"], "extended", ["HEARING_MISSING"])
	tells(fact, ["2027-09-29"], "lapsed", ["LAPSED_UNDECIDED"])
	said(fact, "2027-07-01").reasons[0].facts == {"lapse_date": "2027-07-01", "until": "2027-09-29"}
}

test_hearing_missing_does_not_revive if {
	fact := object.union(in_review, {"hearing_missing": true, "ended": "lapsed"})
	tells(fact, ["2027-07-02"], "lapsed", ["LAPSED_UNDECIDED"])
}

test_what_law_agreement_or_board_holds if {
	days := ["2027-06-30", "2027-07-01", "2035-01-01"]
	tells(bound("state_duty"), days, "in_force", ["STATE_DUTY"])
	tells(bound("agreement"), days, "in_force", ["BOUND_BY_AGREEMENT"])
	tells(bound("board_principle"), days, "in_force", ["OWNED_BY_BOARD"])
	tells(bound("mandated_local"), days, "in_force", ["MANDATED_BY_LAW"])
}

test_class_on_the_lapse_date_decides if {
	fact := object.union(bound("mandated_local"), {"bound_at_end": false, "class_at_end": "council_rule"})
	tells(fact, ["2027-06-30"], "in_force", ["MANDATED_BY_LAW"])
	tells(fact, ["2027-07-01"], "lapsed", ["LAPSED_UNDECIDED"])
}

test_mandated_rule_that_was_ruled_on if {
	every standing in ["repeal", "trial"] {
		fact := object.union(bound("mandated_local"), {"standing": standing, "standing_from": "2030-01-01", "standing_day": "2027-06-10"})
		tells(fact, ["2027-07-01"], "in_force", ["MANDATED_BY_LAW"])
	}
	keep := object.union(bound("mandated_local"), {"standing": "keep", "standing_day": "2027-06-10"})
	tells(keep, ["2027-07-01"], "in_force", ["KEPT_BY_DECISION"])
}

test_trial if {
	tells(trial, ["2027-07-10", "2027-07-31"], "in_force", ["TRIAL_DECIDED"])
	tells(trial, ["2027-08-01", "2028-07-31"], "suspended", ["TRIAL_RUNNING"])
	tells(trial, ["2028-08-01"], "lapsed", ["LAPSED_UNDECIDED"])
	said(trial, "2027-08-01").reasons[0].facts == {"decided": "2027-06-10", "from": "2027-08-01", "until": "2028-08-01"}
}

# A trial that law or agreement outlives is over on its last day all the same.
test_a_trial_ends if {
	fact := object.union(trial, {"bound_at_end": true, "class": "state_duty"})
	tells(fact, ["2027-08-01"], "in_force", ["STATE_DUTY"])
	again := object.union(trial, {"lapse_date": "9999-12-31"})
	tells(again, ["2028-07-31"], "suspended", ["TRIAL_RUNNING"])
	tells(again, ["2028-08-01"], "in_force", ["NOT_IN_REVIEW"])
}

# What has lapsed before a repeal could take effect has lapsed.
test_a_repeal_after_the_lapse_changes_nothing if {
	tells(object.union(repeal, {"ended": "lapsed"}), ["2027-10-01"], "lapsed", ["LAPSED_UNDECIDED"])
	tells(object.union(repeal, {"ended": "repealed"}), ["2027-10-01"], "repealed", ["REPEALED_BY_DECISION"])
}

test_repeal if {
	tells(repeal, ["2027-07-01", "2027-09-30"], "in_force", ["REPEAL_PENDING"])
	tells(repeal, ["2027-10-01", "2035-01-01"], "repealed", ["REPEALED_BY_DECISION"])
}

test_deferred if {
	tells(deferred, ["2027-06-30"], "in_force", ["REVIEW_PENDING"])
	tells(deferred, ["2027-07-01", "2027-12-31"], "extended", ["DEFERRED"])
	tells(deferred, ["2028-01-01"], "lapsed", ["LAPSED_UNDECIDED"])
	said(deferred, "2027-07-01").reasons[0].facts == {"old_lapse_date": "2027-07-01", "lapse_date": "2028-01-01"}
}

test_stopped if {
	tells(stopped, ["2027-06-30"], "in_force", ["REVIEW_PENDING"])
	tells(stopped, ["2027-07-01", "2027-09-28"], "extended", ["STOPPED_AWAITING_COUNCIL"])
	tells(stopped, ["2027-09-29"], "lapsed", ["LAPSED_UNDECIDED"])
}

test_kept_until_the_next_review if {
	tells(kept, ["2027-05-31", "2027-07-01", "2029-05-30"], "in_force", ["KEPT_BY_DECISION"])
	tells(kept, ["2029-05-31"], "lapsed", ["LAPSED_UNDECIDED", "REVIEW_OVERDUE"])
	said(kept, "2027-07-01").reasons[0].facts == {"decided": "2027-05-31", "lapse_date": "2029-05-31"}
}

test_kept_without_a_lapse_clause if {
	fact := object.union(kept, {"lapse_date": "9999-12-31", "standing_missing": "special_reason"})
	tells(fact, ["2027-07-01", "2029-06-01"], "in_force", ["KEPT_BY_DECISION", "KEPT_WITHOUT_STATED_REASON"])
	said(fact, "2027-07-01").reasons[1].facts == {"decided": "2027-05-31", "missing": "special_reason"}
}

test_amended if {
	fact := object.union(kept, {"standing": "amend", "standing_from": "2027-08-01", "standing_missing": "special_reason"})
	tells(fact, ["2027-06-01", "2027-08-01"], "in_force", ["AMENDED_BY_DECISION"])
}

test_first_review_overdue if {
	fact := object.union(rule, {"lapse_date": "2027-07-01", "lapse_kind": "first_review"})
	tells(fact, ["2027-06-30"], "in_force", ["NOT_IN_REVIEW"])
	tells(fact, ["2027-07-01"], "lapsed", ["LAPSED_UNDECIDED", "REVIEW_OVERDUE"])
}

test_basis_ended if {
	fact := object.union(rule, {"basis_ended_on": "2027-10-01", "lapse_date": "2028-03-29", "lapse_kind": "basis_end"})
	tells(fact, ["2027-10-01", "2028-03-28"], "in_force", ["BASIS_ENDED"])
	tells(fact, ["2028-03-29"], "lapsed", ["LAPSED_UNDECIDED"])
}

test_tie_and_fallen_keep_are_told_when_the_rule_has_lapsed if {
	tie := object.union(in_review, {"fell": "tie", "fell_day": "2027-06-10"})
	tells(tie, ["2027-06-15"], "in_force", ["REVIEW_PENDING"])
	tells(tie, ["2027-07-01"], "lapsed", ["LAPSED_UNDECIDED", "TIE"])
	said(tie, "2027-07-01").reasons[1].facts == {"decided": "2027-06-10"}
	keep := object.union(in_review, {"fell": "keep_not_carried", "fell_day": "2027-06-10"})
	tells(keep, ["2027-07-01"], "lapsed", ["LAPSED_UNDECIDED", "KEEP_NOT_CARRIED"])
	other := object.union(in_review, {"fell": "other", "fell_day": "2027-06-10"})
	tells(other, ["2027-07-01"], "lapsed", ["LAPSED_UNDECIDED"])
}

test_minutes_awaited if {
	fact := object.union(in_review, {"minutes_until": "2027-07-05"})
	tells(fact, ["2027-06-30"], "in_force", ["REVIEW_PENDING"])
	tells(fact, ["2027-07-01", "2027-07-04"], "lapsed", ["LAPSED_UNDECIDED", "MINUTES_AWAITED"])
	tells(fact, ["2027-07-05"], "lapsed", ["LAPSED_UNDECIDED"])
}

test_refusals_are_told if {
	every code in ["DECIDED_AFTER_SUNSET", "OUTSIDE_COMPETENCE", "REPLACEMENT_MISSING", "KEEP_LACKS_CRITERIA"] {
		refused := {"refusal": code, "refusal_day": "2027-06-10", "refusal_missing": "special_reason"}
		tells(object.union(in_review, refused), ["2027-06-30"], "in_force", ["REVIEW_PENDING", code])
		tells(object.union(in_review, refused), ["2027-07-01"], "lapsed", ["LAPSED_UNDECIDED", code])
		tells(object.union(deferred, refused), ["2027-07-01"], "extended", ["DEFERRED", code])
		tells(object.union(trial, refused), ["2027-08-01"], "suspended", ["TRIAL_RUNNING", code])
		tells(object.union(repeal, refused), ["2027-10-01"], "repealed", ["REPEALED_BY_DECISION"])
		some reason in said(object.union(in_review, refused), "2027-07-01").reasons
		reason.facts.decided == "2027-06-10"
	}
	lacks := object.union(in_review, {"refusal": "KEEP_LACKS_CRITERIA", "refusal_day": "2027-06-10", "refusal_missing": "special_reason"})
	said(lacks, "2027-07-01").reasons[1].facts == {"decided": "2027-06-10", "missing": "special_reason"}
}

test_refusals_are_told_where_the_floor_remains if {
	late := object.union(add_on, {"ended": "lapsed", "refusal": "DECIDED_AFTER_SUNSET", "refusal_day": "2027-07-02"})
	tells(late, ["2027-07-02"], "floor_only", ["FLOOR_REMAINS", "LAPSED_UNDECIDED", "DECIDED_AFTER_SUNSET"])
}

test_a_keep_of_what_others_hold_is_outside_competence if {
	every pair in [["state_duty", "STATE_DUTY"], ["agreement", "BOUND_BY_AGREEMENT"], ["board_principle", "OWNED_BY_BOARD"]] {
		fact := object.union(bound(pair[0]), {"standing": "keep", "standing_day": "2027-05-31"})
		tells(fact, ["2027-07-01"], "in_force", [pair[1], "OUTSIDE_COMPETENCE"])
		said(fact, "2027-07-01").reasons[1].facts == {"decided": "2027-05-31"}
	}
}

test_every_answer_has_the_state_of_its_main_reason if {
	every fact in [rule, in_review, kept, add_on, trial, repeal, deferred, stopped] {
		every on in ["0001-01-01", "2027-06-30", "2027-07-01", "2027-08-01", "2028-08-01", "9999-12-31"] {
			answer := said(fact, on)
			{"code": answer.reasons[0].code, "state": answer.state} in in_force.order
		}
	}
}

# Where several fit, the first in the order is the main reason.
test_order_of_the_table if {
	everything := object.union(add_on, {
		"effective_from": "2027-01-01", "superseded_from": "2027-02-01", "standing": "unlawful",
		"standing_from": "2027-03-01", "basis_ended_on": "2027-01-01", "provisional": "deferred", "provisional_from": "2027-01-01",
	})
	tells(everything, ["2026-12-31"], "not_yet", ["NOT_YET_EFFECTIVE"])
	tells(everything, ["2027-03-01"], "superseded", ["SUPERSEDED_BY_RULE"])
	unlawful := object.union(everything, {"superseded_from": "9999-12-31"})
	tells(unlawful, ["2027-07-01"], "repealed", ["FOUND_UNLAWFUL"])
	lapsed := object.union(everything, {"superseded_from": "9999-12-31", "standing": "none"})
	tells(lapsed, ["2027-07-01"], "floor_only", ["FLOOR_REMAINS", "LAPSED_UNDECIDED"])
	tells(lapsed, ["2027-06-30"], "extended", ["DEFERRED"])
	duty := object.union(lapsed, {"class": "state_duty"})
	tells(duty, ["2027-06-30"], "in_force", ["STATE_DUTY"])
	pending := object.union(lapsed, {"provisional": "none"})
	tells(pending, ["2027-06-30"], "in_force", ["BASIS_ENDED"])
}

# A missing hearing moved the day.
test_the_day_of_the_lapse_is_told if {
	said(in_review, "2027-07-01").reasons[0].facts == {"lapse_date": "2027-07-01", "class": "council_rule"}
	fact := object.union(in_review, {"hearing_missing": true})
	said(fact, "2027-09-29").reasons[0].facts == {"lapse_date": "2027-09-29", "class": "council_rule"}
}

test_what_another_rule_took_over_was_not_repealed if {
	tells(object.union(repeal, {"superseded_from": "2027-08-01"}), ["2027-10-01"], "superseded", ["SUPERSEDED_BY_RULE"])
}

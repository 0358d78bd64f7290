# METADATA
# title: Is a rule in force on a day?
# description: >-
#   One positive predicate for each reason code over input.fact (the flat row of
#   one rule) and input.on (the day). Days are text, so that < and <= compare
#   them; a day that is not known is 9999-12-31. The predicates use no
#   negation, no sets, no defaults and no arithmetic, so that the same source
#   can also be compiled to SQL and to bit sets. The first true predicate in
#   `order` is the main reason and gives the state.
# scope: package
package omvendt.in_force

# METADATA
# title: Reason codes in the order in which they are tried, each with its state
order := [
	{"code": "NOT_YET_EFFECTIVE", "state": "not_yet"},
	{"code": "SUPERSEDED_BY_RULE", "state": "superseded"},
	{"code": "FOUND_UNLAWFUL", "state": "repealed"},
	{"code": "FLOOR_REMAINS", "state": "floor_only"},
	{"code": "REPEALED_BY_DECISION", "state": "repealed"},
	{"code": "HEARING_MISSING", "state": "extended"},
	{"code": "LAPSED_UNDECIDED", "state": "lapsed"},
	{"code": "STATE_DUTY", "state": "in_force"},
	{"code": "BOUND_BY_AGREEMENT", "state": "in_force"},
	{"code": "OWNED_BY_BOARD", "state": "in_force"},
	{"code": "MANDATED_BY_LAW", "state": "in_force"},
	{"code": "TRIAL_RUNNING", "state": "suspended"},
	{"code": "TRIAL_DECIDED", "state": "in_force"},
	{"code": "REPEAL_PENDING", "state": "in_force"},
	{"code": "DEFERRED", "state": "extended"},
	{"code": "STOPPED_AWAITING_COUNCIL", "state": "extended"},
	{"code": "KEPT_BY_DECISION", "state": "in_force"},
	{"code": "AMENDED_BY_DECISION", "state": "in_force"},
	{"code": "BASIS_ENDED", "state": "in_force"},
	{"code": "REVIEW_PENDING", "state": "in_force"},
	{"code": "NOT_IN_REVIEW", "state": "in_force"},
]

# METADATA
# title: The rule has not begun
not_yet_effective if input.on < input.fact.effective_from

# METADATA
# title: Another rule took over
superseded_by_rule if input.fact.superseded_from <= input.on

# METADATA
# title: Found contrary to law; ends at once
found_unlawful if {
	input.fact.standing == "unlawful"
	input.fact.standing_from <= input.on
}

# METADATA
# title: The add-on is gone, the statutory minimum remains
# scope: document
floor_remains if {
	repealed_by_decision
	floor
}

floor_remains if {
	lapsed_undecided
	floor
}

# METADATA
# title: A statutory minimum stands below the rule
floor if {
	input.fact.class_at_end == "add_on"
	input.on < input.fact.minimum_until
}

# METADATA
# title: A final repeal has taken effect
repealed_by_decision if {
	input.fact.ended != "lapsed"
	input.fact.standing == "repeal"
	input.fact.standing_from <= input.on
}

# METADATA
# title: The lapse date passed while a mandatory hearing was missing; extended for a while
# description: Retssikkerhedsloven §§ 30 and 37 a (hearing of the councils of elders and of disabled people) must not be bypassed by doing nothing.
hearing_missing if {
	input.fact.ended == "none"
	lapse_date_passed
	input.fact.hearing_missing == true
	input.on < input.fact.hearing_until
}

# METADATA
# title: The lapse date passed without a ruling that counts
# description: The class on the lapse date decides; what law, agreement or a parent board holds does not lapse.
# scope: document
lapsed_undecided if input.fact.ended == "lapsed"

lapsed_undecided if {
	lapse_date_passed
	input.fact.hearing_missing == false
}

lapsed_undecided if {
	lapse_date_passed
	input.fact.hearing_until <= input.on
}

# METADATA
# title: The lapse date has come and nothing outside the council's power held the rule on it
lapse_date_passed if {
	input.fact.lapse_date <= input.on
	input.fact.bound_at_end == false
}

# METADATA
# title: The law itself demands it
state_duty if input.fact.class == "state_duty"

# METADATA
# title: An agreement binds the municipality
bound_by_agreement if input.fact.class == "agreement"

# METADATA
# title: The parent board's own principle
# description: Dagtilbudsloven § 15.
owned_by_board if input.fact.class == "board_principle"

# METADATA
# title: The law demands that the council fixes a rule
mandated_by_law if {
	input.fact.class == "mandated_local"
	not_kept
}

# METADATA
# title: No ruling gave the mandated rule its place anew
# description: A repeal or a trial without a replacement does not count here.
# scope: document
not_kept if input.fact.standing == "none"

not_kept if input.fact.standing == "repeal"

not_kept if input.fact.standing == "trial"

# METADATA
# title: A trial without the rule is running
trial_running if {
	input.fact.standing == "trial"
	input.fact.standing_from <= input.on
	input.on < input.fact.standing_until
}

# METADATA
# title: A trial is decided and has not begun
trial_decided if {
	input.fact.standing == "trial"
	input.on < input.fact.standing_from
}

# METADATA
# title: A repeal is decided and takes effect later
repeal_pending if {
	input.fact.standing == "repeal"
	input.on < input.fact.standing_from
}

# METADATA
# title: The decision was deferred and the old lapse date has passed
deferred if {
	input.fact.provisional == "deferred"
	input.fact.provisional_from <= input.on
}

# METADATA
# title: The decision was stopped and waits for the council
# description: Kommunestyrelsesloven § 23.
stopped_awaiting_council if {
	input.fact.provisional == "stopped"
	input.fact.provisional_from <= input.on
}

# METADATA
# title: Kept by a final decision
kept_by_decision if input.fact.standing == "keep"

# METADATA
# title: Amended by a final decision
amended_by_decision if input.fact.standing == "amend"

# METADATA
# title: What shielded the rule on its lapse date has ended
basis_ended if input.fact.basis_ended_on <= input.on

# METADATA
# title: In an open review, not decided yet
review_pending if input.fact.in_review == true

# METADATA
# title: In force; nobody has asked yet
not_in_review if {
	input.fact.effective_from <= input.on
	input.fact.in_review == false
}

# METADATA
# title: Is a rule in force on a day?
# description: >-
#   For each reason there is one condition on what the register knows of the rule,
#   and on the day. They are tried in a fixed order, and the first that holds is the
#   main reason and gives the status.
# scope: package
# custom:
#   title_da: Gælder en regel på en dag?
#   description_da: >-
#     For hver grund er der én betingelse om det, registeret ved om reglen, og om dagen.
#     De prøves i en fast rækkefølge, og den første, der er opfyldt, er hovedgrunden og
#     bestemmer status.
package omvendt.in_force

# Each condition is a positive predicate over input.fact (the flat row of one rule) and
# input.on (the day). Days are text, so that < and <= compare them; a day that is not known
# is 9999-12-31. They use no negation, no sets, no defaults and no arithmetic, so that the
# same source can also be compiled to SQL and to bit sets.

# METADATA
# title: The reasons in the order in which they are tried, each with its status
# custom:
#   title_da: Grundene i den rækkefølge, de prøves i, hver med sin status
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
# custom:
#   title_da: Reglen er ikke trådt i kraft endnu
#   code: NOT_YET_EFFECTIVE
not_yet_effective if input.on < input.fact.effective_from

# METADATA
# title: Another rule took over
# custom:
#   title_da: En anden regel har afløst den
#   code: SUPERSEDED_BY_RULE
superseded_by_rule if input.fact.superseded_from <= input.on

# METADATA
# title: Found contrary to law; ends at once
# custom:
#   title_da: Reglen er fundet i strid med loven og ophørte straks
#   code: FOUND_UNLAWFUL
found_unlawful if {
	input.fact.standing == "unlawful"
	input.fact.standing_from <= input.on
}

# METADATA
# title: The add-on is gone, the statutory minimum remains
# scope: document
# custom:
#   title_da: Kommunens tilføjelse er væk, men lovens minimum består
#   code: FLOOR_REMAINS
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
# custom:
#   title_da: Der ligger et lovkrav under reglen
floor if {
	input.fact.class_at_end == "add_on"
	input.on < input.fact.minimum_until
}

# METADATA
# title: A final repeal has taken effect
# custom:
#   title_da: En endelig beslutning om at ophæve reglen er trådt i kraft
#   code: REPEALED_BY_DECISION
repealed_by_decision if {
	input.fact.ended != "lapsed"
	input.fact.standing == "repeal"
	input.fact.standing_from <= input.on
}

# METADATA
# title: The lapse date passed while a mandatory hearing was missing; extended for a while
# description: The hearing of the councils of elders and of disabled people must not be bypassed by doing nothing.
# custom:
#   title_da: Bortfaldsdatoen er nået, mens en pligtig høring mangler; reglen forlænges en tid
#   description_da: Høringen af ældreråd og handicapråd må ikke kunne omgås ved ikke at gøre noget.
#   source: retssikkerhedsloven §§ 30 og 37 a
#   code: HEARING_MISSING
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
# custom:
#   title_da: Bortfaldsdatoen er nået uden en beslutning, der tæller
#   description_da: >-
#     Regeltypen på bortfaldsdatoen er den, der tæller. Hvad lov, aftale eller
#     forældrebestyrelse holder fast i, bortfalder ikke.
#   source: the decision that set the lapse date
#   source_da: beslutningen, der satte bortfaldsdatoen
#   code: LAPSED_UNDECIDED
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
# custom:
#   title_da: Bortfaldsdatoen er nået, og intet uden for byrådets magt holdt reglen fast den dag
lapse_date_passed if {
	input.fact.lapse_date <= input.on
	input.fact.bound_at_end == false
}

# METADATA
# title: The law itself demands it
# custom:
#   title_da: Loven selv kræver det
#   source: the legal bases recorded with the rule
#   source_da: det retsgrundlag, der er registreret på reglen
#   code: STATE_DUTY
state_duty if input.fact.class == "state_duty"

# METADATA
# title: An agreement binds the municipality
# custom:
#   title_da: En aftale binder kommunen
#   source: the legal bases recorded with the rule
#   source_da: det retsgrundlag, der er registreret på reglen
#   code: BOUND_BY_AGREEMENT
bound_by_agreement if input.fact.class == "agreement"

# METADATA
# title: The parent board's own principle
# custom:
#   title_da: Forældrebestyrelsens eget princip
#   source: dagtilbudsloven § 15
#   code: OWNED_BY_BOARD
owned_by_board if input.fact.class == "board_principle"

# METADATA
# title: The law demands that the council fixes a rule
# custom:
#   title_da: Loven kræver, at byrådet fastsætter en regel
#   source: the legal bases recorded with the rule
#   source_da: det retsgrundlag, der er registreret på reglen
#   code: MANDATED_BY_LAW
mandated_by_law if {
	input.fact.class == "mandated_local"
	not_kept
}

# METADATA
# title: No ruling gave the mandated rule its place anew
# description: A repeal or a trial without a replacement does not count here.
# scope: document
# custom:
#   title_da: Ingen beslutning har givet den lovpligtige regel dens plads igen
#   description_da: En ophævelse eller et forsøg uden en afløser tæller ikke her.
not_kept if input.fact.standing == "none"

not_kept if input.fact.standing == "repeal"

not_kept if input.fact.standing == "trial"

# METADATA
# title: A trial without the rule is running
# custom:
#   title_da: Et forsøg uden reglen er i gang
#   code: TRIAL_RUNNING
trial_running if {
	input.fact.standing == "trial"
	input.fact.standing_from <= input.on
	input.on < input.fact.standing_until
}

# METADATA
# title: A trial is decided and has not begun
# custom:
#   title_da: Et forsøg er besluttet og ikke begyndt
#   code: TRIAL_DECIDED
trial_decided if {
	input.fact.standing == "trial"
	input.on < input.fact.standing_from
}

# METADATA
# title: A repeal is decided and takes effect later
# custom:
#   title_da: Ophævelsen er besluttet og træder i kraft senere
#   code: REPEAL_PENDING
repeal_pending if {
	input.fact.standing == "repeal"
	input.on < input.fact.standing_from
}

# METADATA
# title: The decision was deferred and the old lapse date has passed
# custom:
#   title_da: Spørgsmålet blev udsat, og den gamle bortfaldsdato er nået
#   code: DEFERRED
deferred if {
	input.fact.provisional == "deferred"
	input.fact.provisional_from <= input.on
}

# METADATA
# title: The decision was stopped and waits for the council
# custom:
#   title_da: Beslutningen blev standset og venter på byrådet
#   source: kommunestyrelsesloven § 23
#   code: STOPPED_AWAITING_COUNCIL
stopped_awaiting_council if {
	input.fact.provisional == "stopped"
	input.fact.provisional_from <= input.on
}

# METADATA
# title: Kept by a final decision
# custom:
#   title_da: Fastholdt ved en endelig beslutning
#   code: KEPT_BY_DECISION
kept_by_decision if input.fact.standing == "keep"

# METADATA
# title: Amended by a final decision
# custom:
#   title_da: Justeret ved en endelig beslutning
#   code: AMENDED_BY_DECISION
amended_by_decision if input.fact.standing == "amend"

# METADATA
# title: What shielded the rule on its lapse date has ended
# custom:
#   title_da: Det, der beskyttede reglen på bortfaldsdatoen, er ophørt
#   code: BASIS_ENDED
basis_ended if input.fact.basis_ended_on <= input.on

# METADATA
# title: In an open review, not decided yet
# custom:
#   title_da: Med i et åbent regeleftersyn og ikke besluttet endnu
#   code: REVIEW_PENDING
review_pending if input.fact.in_review == true

# METADATA
# title: In force; nobody has asked yet
# custom:
#   title_da: Gælder; ingen har spurgt endnu
#   code: NOT_IN_REVIEW
not_in_review if {
	input.fact.effective_from <= input.on
	input.fact.in_review == false
}

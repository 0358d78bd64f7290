# METADATA
# title: Why a rule has its status
# description: >-
#   First the main reason and the status that it gives, then the circumstances that
#   go with it, each with what it rests on. There is exactly one answer; none at all
#   is an error, and nothing is stored.
# scope: package
# custom:
#   title_da: Hvorfor en regel har sin status
#   description_da: >-
#     Først hovedgrunden og den status, den giver, så de omstændigheder, der følger med,
#     hver med det, den hviler på. Der er præcis ét svar; intet svar er en fejl, og så
#     gemmes intet.
package omvendt.explain

import data.omvendt.in_force

# METADATA
# title: The answer
# custom:
#   title_da: Svaret
answer := {
	"state": main.state,
	"reasons": [{"code": code, "facts": facts(code)} | some code in codes],
}

# METADATA
# title: The main reason, then the circumstances in the order in which they are told
# custom:
#   title_da: Hovedgrunden og derefter omstændighederne i den rækkefølge, de fortælles
codes := array.concat([main.code], [code | some code in circumstances; code in told; code != main.code])

# METADATA
# title: The circumstances that apply
# custom:
#   title_da: De omstændigheder, der gælder
told := applies

# METADATA
# title: The first reason that applies, in the order in which they are tried
# custom:
#   title_da: Den første grund, der er opfyldt, i den rækkefølge, de prøves i
main := first if {
	true_reasons := holds
	first := [reason | some reason in in_force.order; reason.code in true_reasons][0]
}

# METADATA
# title: The reasons that apply
# scope: document
# custom:
#   title_da: De grunde, der er opfyldt
holds contains "NOT_YET_EFFECTIVE" if in_force.not_yet_effective

holds contains "SUPERSEDED_BY_RULE" if in_force.superseded_by_rule

holds contains "FOUND_UNLAWFUL" if in_force.found_unlawful

holds contains "FLOOR_REMAINS" if in_force.floor_remains

holds contains "REPEALED_BY_DECISION" if in_force.repealed_by_decision

holds contains "HEARING_MISSING" if in_force.hearing_missing

holds contains "LAPSED_UNDECIDED" if in_force.lapsed_undecided

holds contains "STATE_DUTY" if in_force.state_duty

holds contains "BOUND_BY_AGREEMENT" if in_force.bound_by_agreement

holds contains "OWNED_BY_BOARD" if in_force.owned_by_board

holds contains "MANDATED_BY_LAW" if in_force.mandated_by_law

holds contains "TRIAL_RUNNING" if in_force.trial_running

holds contains "TRIAL_DECIDED" if in_force.trial_decided

holds contains "REPEAL_PENDING" if in_force.repeal_pending

holds contains "DEFERRED" if in_force.deferred

holds contains "STOPPED_AWAITING_COUNCIL" if in_force.stopped_awaiting_council

holds contains "KEPT_BY_DECISION" if in_force.kept_by_decision

holds contains "AMENDED_BY_DECISION" if in_force.amended_by_decision

holds contains "BASIS_ENDED" if in_force.basis_ended

holds contains "REVIEW_PENDING" if in_force.review_pending

holds contains "NOT_IN_REVIEW" if in_force.not_in_review

# METADATA
# title: Circumstances in the order in which they are told
# custom:
#   title_da: Omstændighederne i den rækkefølge, de fortælles
circumstances := [
	"LAPSED_UNDECIDED", "REPEALED_BY_DECISION", "REVIEW_OVERDUE", "TIE", "KEEP_NOT_CARRIED",
	"DECIDED_AFTER_SUNSET", "OUTSIDE_COMPETENCE", "REPLACEMENT_MISSING", "KEEP_LACKS_CRITERIA",
	"MINUTES_AWAITED", "KEPT_WITHOUT_STATED_REASON",
]

# METADATA
# title: The lapse date did this, also where the statutory minimum remains
# scope: document
# custom:
#   title_da: Det var bortfaldsdatoen, der gjorde det, også hvor lovens minimum består
default by_lapse := false

by_lapse if main.code == "LAPSED_UNDECIDED"

by_lapse if {
	main.code == "FLOOR_REMAINS"
	not in_force.repealed_by_decision
}

# METADATA
# title: It lapsed, and the statutory minimum remains
# custom:
#   title_da: Reglen er bortfaldet, og lovens minimum består
applies contains "LAPSED_UNDECIDED" if by_lapse

# METADATA
# title: It was repealed, and the statutory minimum remains
# custom:
#   title_da: Reglen er ophævet, og lovens minimum består
applies contains "REPEALED_BY_DECISION" if {
	main.code == "FLOOR_REMAINS"
	in_force.repealed_by_decision
}

# METADATA
# title: It lapsed on the day on which it was to be reviewed
# custom:
#   title_da: Den bortfaldt på den dag, den skulle efterses
#   source: the decision that set the lapse date
#   source_da: beslutningen, der satte bortfaldsdatoen
#   code: REVIEW_OVERDUE
applies contains "REVIEW_OVERDUE" if {
	by_lapse
	input.fact.lapse_kind in {"first_review", "next_review"}
}

# METADATA
# title: It lapsed, and a vote on it had tied
# custom:
#   title_da: Den bortfaldt, efter at stemmerne om den stod lige
#   source: kommunestyrelsesloven § 11, stk. 3
#   code: TIE
applies contains "TIE" if {
	by_lapse
	input.fact.fell == "tie"
}

# METADATA
# title: It lapsed, and a proposal to keep it had fallen
# custom:
#   title_da: Den bortfaldt, efter at et forslag om at fastholde den var faldet
#   source: kommunestyrelsesloven § 11, stk. 3
#   code: KEEP_NOT_CARRIED
applies contains "KEEP_NOT_CARRIED" if {
	by_lapse
	input.fact.fell == "keep_not_carried"
}

# METADATA
# title: It lapsed, and the minutes of a meeting that had it on the agenda are awaited
# custom:
#   title_da: Den bortfaldt, og referatet af et møde med den på dagsordenen ventes
#   code: MINUTES_AWAITED
applies contains "MINUTES_AWAITED" if {
	by_lapse
	input.on < input.fact.minutes_until
}

# METADATA
# title: It lapsed, and the latest ruling did not count
# description: Why not was said when the ruling was recorded. One that counted is no circumstance.
# custom:
#   title_da: Den bortfaldt, og den seneste beslutning talte ikke
#   description_da: Hvorfor ikke blev sagt, da den blev registreret. En, der talte, er ingen omstændighed.
applies contains input.fact.refusal if by_lapse

# METADATA
# title: It applies, and the latest ruling did not count
# custom:
#   title_da: Den gælder, og den seneste beslutning talte ikke
applies contains input.fact.refusal if main.state in {"in_force", "extended", "suspended"}

# METADATA
# title: A keep of what is not the council's counts and changes nothing
# custom:
#   title_da: At fastholde, hvad der ikke er byrådets, tæller og ændrer intet
#   source: the legal bases recorded with the rule
#   source_da: det retsgrundlag, der er registreret på reglen
#   code: OUTSIDE_COMPETENCE
applies contains "OUTSIDE_COMPETENCE" if {
	main.code in {"STATE_DUTY", "BOUND_BY_AGREEMENT", "OWNED_BY_BOARD"}
	input.fact.standing in {"keep", "amend"}
}

# METADATA
# title: The council kept it without all that is expected of a keep
# description: The council's own carried keep always counts; what is missing is told in public.
# custom:
#   title_da: Byrådet fastholdt den uden alt det, der ventes af en fastholdelse
#   description_da: Byrådets egen vedtagne fastholdelse tæller altid; hvad der mangler, siges offentligt.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: KEPT_WITHOUT_STATED_REASON
applies contains "KEPT_WITHOUT_STATED_REASON" if {
	main.code == "KEPT_BY_DECISION"
	input.fact.standing_missing != ""
}

# METADATA
# title: What is told of each reason
# scope: document
# custom:
#   title_da: Hvad der fortælles om hver grund
facts("NOT_YET_EFFECTIVE") := {"effective_from": input.fact.effective_from}

facts("SUPERSEDED_BY_RULE") := {"from": input.fact.superseded_from}

facts("FOUND_UNLAWFUL") := {"decided": input.fact.standing_day}

facts("FLOOR_REMAINS") := {"minimum_until": input.fact.minimum_until}

facts("REPEALED_BY_DECISION") := {"decided": input.fact.standing_day, "from": input.fact.standing_from}

facts("HEARING_MISSING") := {"lapse_date": input.fact.lapse_date, "until": input.fact.hearing_until}

facts("LAPSED_UNDECIDED") := {"lapse_date": lapsed_on, "class": input.fact.class_at_end}

facts("STATE_DUTY") := {"lapse_date": input.fact.lapse_date}

facts("BOUND_BY_AGREEMENT") := {"lapse_date": input.fact.lapse_date}

facts("OWNED_BY_BOARD") := {"lapse_date": input.fact.lapse_date}

facts("MANDATED_BY_LAW") := {"lapse_date": input.fact.lapse_date}

facts("TRIAL_RUNNING") := trial

facts("TRIAL_DECIDED") := trial

facts("REPEAL_PENDING") := {"decided": input.fact.standing_day, "from": input.fact.standing_from}

facts("DEFERRED") := provisional

facts("STOPPED_AWAITING_COUNCIL") := provisional

facts("KEPT_BY_DECISION") := {"decided": input.fact.standing_day, "lapse_date": input.fact.lapse_date}

facts("AMENDED_BY_DECISION") := {"decided": input.fact.standing_day, "from": input.fact.standing_from, "lapse_date": input.fact.lapse_date}

facts("BASIS_ENDED") := {"ended": input.fact.basis_ended_on, "lapse_date": input.fact.lapse_date}

facts("REVIEW_PENDING") := {"lapse_date": input.fact.lapse_date}

facts("NOT_IN_REVIEW") := {"lapse_date": input.fact.lapse_date}

facts("REVIEW_OVERDUE") := {"lapse_date": input.fact.lapse_date}

facts("TIE") := {"decided": input.fact.fell_day}

facts("KEEP_NOT_CARRIED") := {"decided": input.fact.fell_day}

facts("DECIDED_AFTER_SUNSET") := {"decided": input.fact.refusal_day, "lapse_date": input.fact.lapse_date}

facts("OUTSIDE_COMPETENCE") := {"decided": outside_competence_day}

facts("REPLACEMENT_MISSING") := {"decided": input.fact.refusal_day}

facts("KEEP_LACKS_CRITERIA") := {"decided": input.fact.refusal_day, "missing": input.fact.refusal_missing}

facts("MINUTES_AWAITED") := {"until": input.fact.minutes_until}

facts("KEPT_WITHOUT_STATED_REASON") := {"decided": input.fact.standing_day, "missing": input.fact.standing_missing}

# METADATA
# title: A trial's days
# custom:
#   title_da: Et forsøgs dage
trial := {"decided": input.fact.standing_day, "from": input.fact.standing_from, "until": input.fact.standing_until}

# METADATA
# title: A provisional extension's days
# custom:
#   title_da: En foreløbig forlængelses dage
provisional := {"old_lapse_date": input.fact.provisional_from, "lapse_date": input.fact.lapse_date}

# METADATA
# title: The day of the ruling that was outside the competence, whether it counted or not
# scope: document
# custom:
#   title_da: Dagen for den beslutning, der lå uden for kompetencen, hvad enten den talte eller ej
outside_competence_day := input.fact.refusal_day if {
	input.fact.refusal == "OUTSIDE_COMPETENCE"
} else := input.fact.standing_day

# METADATA
# title: The day it lapsed, later than its lapse date where a missing hearing extended it
# custom:
#   title_da: >-
#     Dagen, den bortfaldt: senere end bortfaldsdatoen, hvor en manglende høring
#     forlængede den
lapsed_on := input.fact.hearing_until if {
	input.fact.hearing_missing
} else := input.fact.lapse_date

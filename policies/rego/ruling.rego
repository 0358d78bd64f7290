# METADATA
# title: Does a final ruling count?
# description: >-
#   Asked once for each ruling, on the ruling's own day, against the row as it
#   stood just before (input.fact) and the ruling (input.offer). The answer is a
#   fact of all later days: no later setting or policy undoes it. A ruling is
#   recorded whatever the answer: this says what it does, not whether a
#   competent body may decide.
# scope: package
package omvendt.ruling

# METADATA
# title: The verdict, always one object
verdict := {
	"counts": count(refusals) == 0,
	"refusal": first_refusal,
	"missing": [criterion | some criterion in missing],
}

# METADATA
# title: Why a ruling has no effect, in the order in which it is told
order := ["DECIDED_AFTER_SUNSET", "REPLACEMENT_MISSING", "OUTSIDE_COMPETENCE", "KEEP_LACKS_CRITERIA"]

# METADATA
# title: The refusal that is told
# scope: document
default first_refusal := "none"

first_refusal := [code | some code in order; refusals[code]][0]

# METADATA
# title: It came on or after the lapse date
# description: A rule found contrary to law ends whenever that is found.
refusals contains "DECIDED_AFTER_SUNSET" if {
	input.offer.kind != "unlawful"
	not in_time
}

# METADATA
# title: Law, agreement or a parent board holds the rule, not the council
refusals contains "OUTSIDE_COMPETENCE" if {
	input.offer.kind in {"amend", "repeal", "trial", "defer"}
	input.offer.class_at_effect in {"state_duty", "agreement", "board_principle"}
}

# METADATA
# title: A body below the council acted beyond its mandate
refusals contains "OUTSIDE_COMPETENCE" if {
	input.offer.rank != "council"
	not input.offer.kind in {"keep", "amend"}
	not input.offer.shows.competent_body
}

# METADATA
# title: The law demands a rule, so it cannot go without a replacement
refusals contains "REPLACEMENT_MISSING" if {
	input.offer.kind in {"repeal", "trial"}
	input.offer.class_at_effect == "mandated_local"
}

# METADATA
# title: A keep below the council lacks what the mandate asks
# description: The council's own carried keep always counts.
refusals contains "KEEP_LACKS_CRITERIA" if {
	input.offer.rank != "council"
	input.offer.kind in {"keep", "amend"}
	some asked in mandate
	not input.offer.shows[asked]
}

# METADATA
# title: What a body below the council must show to keep a rule
# scope: document
mandate contains "competent_body"

mandate contains criterion if input.offer.asks[criterion]

# METADATA
# title: What was asked for, or expected of every keep, and not shown
missing contains criterion if {
	input.offer.kind in {"keep", "amend"}
	some criterion in expected
	not input.offer.shows[criterion]
}

# METADATA
# title: What is expected of a keep, by the mandate or by everybody
# scope: document
expected contains "special_reason"

expected contains criterion if input.offer.asks[criterion]

expected contains "competent_body" if input.offer.rank != "council"

# METADATA
# title: It came before the lapse date, or before the end of what keeps the rule alive after it
# scope: document
in_time if {
	input.fact.ended == "none"
	input.offer.day < input.fact.lapse_date
}

in_time if {
	input.fact.ended == "none"
	input.fact.bound_at_end
}

in_time if {
	input.fact.ended == "none"
	input.fact.hearing_missing
	input.offer.day < input.fact.hearing_until
}

# METADATA
# title: Does a final ruling count?
# description: >-
#   Asked once for each ruling, on the ruling's own day, of what the register knew of
#   the rule just before. The answer stands for all later days: no later setting or
#   policy undoes it. A ruling is recorded whatever the answer: this says what it does,
#   not whether a competent body may decide.
# scope: package
# custom:
#   title_da: Tæller en endelig beslutning?
#   description_da: >-
#     Spørges én gang for hver beslutning, på dens egen dag, ud fra det, registeret vidste
#     om reglen lige før. Svaret står fast for alle senere dage: ingen senere indstilling eller politik
#     ændrer det. Beslutningen registreres, uanset hvad svaret er: det siger, hvad den
#     virker, og ikke om et kompetent organ må træffe den.
package omvendt.ruling

# input.fact is the row of the rule just before, input.offer the ruling.

# METADATA
# title: The answer
# custom:
#   title_da: Svaret
verdict := {
	"counts": count(refusals) == 0,
	"refusal": first_refusal,
	"missing": [criterion | some criterion in missing],
}

# METADATA
# title: Why a ruling has no effect, in the order in which it is told
# custom:
#   title_da: Hvorfor en beslutning er uden virkning, i den rækkefølge det fortælles
order := ["DECIDED_AFTER_SUNSET", "REPLACEMENT_MISSING", "OUTSIDE_COMPETENCE", "KEEP_LACKS_CRITERIA"]

# METADATA
# title: The refusal that is told
# scope: document
# custom:
#   title_da: Den grund, der fortælles
default first_refusal := "none"

first_refusal := [code | some code in order; refusals[code]][0]

# METADATA
# title: It came on or after the lapse date
# description: A rule found contrary to law ends whenever that is found.
# custom:
#   title_da: Den kom på eller efter bortfaldsdatoen
#   description_da: En regel, der er i strid med loven, ophører, uanset hvornår det bliver fundet.
#   source: the decision that set the lapse date
#   source_da: beslutningen, der satte bortfaldsdatoen
#   code: DECIDED_AFTER_SUNSET
refusals contains "DECIDED_AFTER_SUNSET" if {
	input.offer.kind != "unlawful"
	not in_time
}

# METADATA
# title: Law, agreement or a parent board holds the rule, not the council
# custom:
#   title_da: Lov, aftale eller forældrebestyrelse holder reglen fast, ikke byrådet
#   source: the legal bases recorded with the rule
#   source_da: det retsgrundlag, der er registreret på reglen
#   code: OUTSIDE_COMPETENCE
refusals contains "OUTSIDE_COMPETENCE" if {
	input.offer.kind in {"amend", "repeal", "trial", "defer"}
	input.offer.class_at_effect in {"state_duty", "agreement", "board_principle"}
}

# METADATA
# title: A body below the council acted beyond its mandate
# custom:
#   title_da: Et organ under byrådet gik ud over sit mandat
#   source: kommunestyrelsesloven § 2
#   code: OUTSIDE_COMPETENCE
refusals contains "OUTSIDE_COMPETENCE" if {
	input.offer.rank != "council"
	not input.offer.kind in {"keep", "amend"}
	not input.offer.shows.competent_body
}

# METADATA
# title: The law demands a rule, so it cannot go without a replacement
# custom:
#   title_da: Loven kræver en regel, så den kan ikke falde bort uden en afløser
#   source: the legal bases recorded with the rule
#   source_da: det retsgrundlag, der er registreret på reglen
#   code: REPLACEMENT_MISSING
refusals contains "REPLACEMENT_MISSING" if {
	input.offer.kind in {"repeal", "trial"}
	input.offer.class_at_effect == "mandated_local"
}

# METADATA
# title: A keep below the council lacks what the mandate asks
# description: The council's own carried keep always counts.
# custom:
#   title_da: En fastholdelse under byrådet mangler det, som mandatet kræver
#   description_da: Byrådets egen vedtagne fastholdelse tæller altid.
#   source: the council's mandate to the body
#   source_da: byrådets mandat til organet
#   code: KEEP_LACKS_CRITERIA
refusals contains "KEEP_LACKS_CRITERIA" if {
	input.offer.rank != "council"
	input.offer.kind in {"keep", "amend"}
	some asked in mandate
	not input.offer.shows[asked]
}

# METADATA
# title: What a body below the council must show to keep a rule
# scope: document
# custom:
#   title_da: Hvad et organ under byrådet skal vise for at fastholde en regel
mandate contains "competent_body"

mandate contains criterion if input.offer.asks[criterion]

# METADATA
# title: What was asked for, or expected of every keep, and not shown
# custom:
#   title_da: Hvad der blev krævet, eller ventes af enhver fastholdelse, og ikke blev vist
missing contains criterion if {
	input.offer.kind in {"keep", "amend"}
	some criterion in expected
	not input.offer.shows[criterion]
}

# METADATA
# title: What is expected of a keep, by the mandate or by everybody
# scope: document
# custom:
#   title_da: Hvad der ventes af en fastholdelse, af mandatet eller af alle
expected contains "special_reason"

expected contains criterion if input.offer.asks[criterion]

expected contains "competent_body" if input.offer.rank != "council"

# METADATA
# title: It came before the lapse date, or before the end of what keeps the rule alive after it
# scope: document
# custom:
#   title_da: >-
#     Den kom før bortfaldsdatoen eller før udløbet af det, der bærer reglen
#     efter den
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

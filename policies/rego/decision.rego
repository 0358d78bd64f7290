# METADATA
# title: What a vote means, and what is to be said about it
# description: >-
#   Asked of each proposal of an item, before the vote and after it. The votes
#   are counted already; here stands which majority and quorum the law asks for.
#   Only what is impossible in law, and what the owner of a rule would decide or
#   recommend alone in the administration, blocks an outcome. Everything else is
#   recorded as the competent body decided it: explained in the minutes, or noted.
# scope: package
# custom:
#   title_da: Hvad en afstemning betyder, og hvad der skal siges om den
#   description_da: >-
#     Spørges om hvert forslag på et punkt, før og efter afstemningen. Stemmerne er
#     talt; her står, hvilket flertal og hvor mange til stede loven kræver. Kun hvad der
#     er umuligt efter loven, og hvad en regels ansvarlige ville beslutte eller
#     indstille alene i forvaltningen, spærrer et udfald. Alt andet registreres, som det
#     kompetente organ besluttede det: forklaret i referatet eller bemærket.
package omvendt.decision

# METADATA
# title: The answer
# custom:
#   title_da: Svaret
answer := {
	"outcome": outcome,
	"findings": [finding | some finding in order; found[finding.code]],
}

# METADATA
# title: What became of the proposal
# description: >-
#   The majority that the settings ask for on the day of the meeting: by the law more votes
#   for than against, where who votes blank is present and weighs on neither side. A
#   proposal falls on a tie, unless the settings let the chair's vote count.
# scope: document
# custom:
#   title_da: Hvad der blev af forslaget
#   description_da: >-
#     Det flertal, som indstillingerne kræver på mødets dag: efter loven flere stemmer for
#     end imod, hvor den, der stemmer blankt, er til stede og ikke vejer på nogen side. Et
#     forslag falder ved stemmelighed, medmindre indstillingerne lader formandens stemme tælle.
#   source: kommunestyrelsesloven § 11, stk. 3
default outcome := "fell"

outcome := "carried" if {
	without_vote
} else := "not_put" if {
	not input.voted
} else := "carried" if {
	enough
} else := "carried" if {
	the_chair_carries
} else := "tied" if {
	tie
}

# METADATA
# title: More votes for than against
# custom:
#   title_da: Flere stemmer for end imod
#   source: kommunestyrelsesloven § 11, stk. 3
enough if {
	input.majority == "simple"
	input.for > input.against
}

# METADATA
# title: More than half of those who took part voted for it
# custom:
#   title_da: Mere end halvdelen af dem, der deltog, stemte for
#   source: a setting that deviates from the law of Danish municipalities
#   source_da: en indstilling, der afviger fra loven for danske kommuner
enough if {
	input.majority == "present"
	input.for * 2 > present
}

# METADATA
# title: More than half of all members voted for it
# custom:
#   title_da: Mere end halvdelen af alle medlemmer stemte for
#   source: a setting that deviates from the law of Danish municipalities
#   source_da: en indstilling, der afviger fra loven for danske kommuner
enough if {
	input.majority == "members"
	input.for * 2 > input.seats
}

# METADATA
# title: At least two thirds of the votes for and against are for it
# custom:
#   title_da: Mindst to tredjedele af stemmerne for og imod er for
#   source: a setting that deviates from the law of Danish municipalities
#   source_da: en indstilling, der afviger fra loven for danske kommuner
enough if {
	input.majority == "two_thirds"
	input.for > 0
	input.for >= input.against * 2
}

# METADATA
# title: As many votes for as against, where more for than against would carry
# custom:
#   title_da: Lige mange stemmer for og imod, hvor flere for end imod er nok
tie if {
	input.majority == "simple"
	input.for == input.against
	present > 0
}

# METADATA
# title: The votes are equal, and the chair voted for it
# custom:
#   title_da: Stemmerne står lige, og formanden stemte for
#   source: a setting that deviates from the law of Danish municipalities
#   source_da: en indstilling, der afviger fra loven for danske kommuner
the_chair_carries if {
	tie
	input.tie == "chair"
	input.chair_for
}

# METADATA
# title: The administration decides without a vote
# description: It acts with delegated power, and one post answers for the decision.
# custom:
#   title_da: Forvaltningen beslutter uden afstemning
#   description_da: Den handler efter delegation, og én stilling svarer for beslutningen.
without_vote if {
	input.rank == "administration"
	not input.voted
}

# METADATA
# title: Those who took part in the vote
# custom:
#   title_da: De, der deltog i afstemningen
present := (input.for + input.against) + input.blank

# METADATA
# title: Findings in the order in which they are told, each with what it asks
# custom:
#   title_da: Fundene i den rækkefølge, de fortælles, hver med hvad det kræver
order := [
	{"code": "NO_QUORUM", "severity": "blocks"},
	{"code": "DISQUALIFIED_VOTED", "severity": "blocks"},
	{"code": "OWNER_DECIDES", "severity": "blocks"},
	{"code": "OWNER_RECOMMENDS", "severity": "blocks"},
	{"code": "NO_MANDATE", "severity": "explain"},
	{"code": "HEARING_MISSING", "severity": "explain"},
	{"code": "NO_SPECIAL_REASON", "severity": "explain"},
	{"code": "NO_AGREEMENT", "severity": "explain"},
	{"code": "TRIAL_UNMEASURED", "severity": "explain"},
	{"code": "PAPERS_LATE", "severity": "explain"},
	{"code": "PAPERS_LATE_EXPLAINED", "severity": "note"},
	{"code": "RECOMMENDED_BY_OWNER", "severity": "note"},
	{"code": "LONE_REPEAL", "severity": "note"},
	{"code": "LAPSES_IF_FALLS", "severity": "note"},
	{"code": "LAPSES_ANYWAY", "severity": "note"},
	{"code": "OTHER_MAJORITY", "severity": "note"},
	{"code": "FIRST_READING", "severity": "note"},
	{"code": "OUT_OF_ORDER", "severity": "note"},
]

# METADATA
# title: The proposal would rule on the rules, and not only on what becomes of their case
# custom:
#   title_da: Forslaget gælder reglerne selv og ikke kun, hvad der bliver af sagen
rules if {
	input.procedure == ""
	not input.first_reading
}

# METADATA
# title: Fewer than half of the members took part
# custom:
#   title_da: Færre end halvdelen af medlemmerne deltog
#   source: kommunestyrelsesloven § 11, stk. 2
#   code: NO_QUORUM
#   severity: blocks
found contains "NO_QUORUM" if {
	input.voted
	present * 2 < input.seats
}

# METADATA
# title: A member who was declared disqualified voted
# custom:
#   title_da: Et medlem, der var erklæret inhabilt, stemte
#   source: kommunestyrelsesloven § 14
#   code: DISQUALIFIED_VOTED
#   severity: blocks
found contains "DISQUALIFIED_VOTED" if input.disqualified_voted

# METADATA
# title: The council gave the body no mandate, so its decision has no effect on a rule
# custom:
#   title_da: >-
#     Byrådet har ikke givet organet et mandat, så beslutningen er uden virkning for en
#     regel
#   source: kommunestyrelsesloven § 2
#   code: NO_MANDATE
#   severity: explain
found contains "NO_MANDATE" if {
	rules
	input.rank != "council"
	not input.mandate
}

# METADATA
# title: A body that must be heard has not been heard
# custom:
#   title_da: Et organ, der skal høres, er ikke hørt
#   source: retssikkerhedsloven §§ 30 og 37 a
#   code: HEARING_MISSING
#   severity: explain
found contains "HEARING_MISSING" if {
	rules
	input.hearing_missing
}

# METADATA
# title: A rule would be kept without a special reason
# description: The council's own keep counts all the same, and the register says what is missing.
# custom:
#   title_da: En regel ville blive fastholdt uden en særlig begrundelse
#   description_da: >-
#     Byrådets egen fastholdelse tæller alligevel, og registeret siger, hvad der
#     mangler.
#   source: the decision that opened the review
#   source_da: beslutningen, der åbnede regeleftersynet
#   code: NO_SPECIAL_REASON
#   severity: explain
found contains "NO_SPECIAL_REASON" if {
	rules
	input.ruling in {"keep", "amend"}
	not input.special_reason
}

# METADATA
# title: A trial does not say what is measured and who evaluates it
# custom:
#   title_da: Et forsøg siger ikke, hvad der måles, og hvem der evaluerer det
#   source: a trial that nobody evaluates is a repeal that nobody decided
#   source_da: et forsøg, som ingen evaluerer, er en ophævelse, som ingen har besluttet
#   code: TRIAL_UNMEASURED
#   severity: explain
found contains "TRIAL_UNMEASURED" if {
	rules
	input.ruling == "trial"
	not input.measured
}

# METADATA
# title: There is no agreement to terminate or renegotiate
# description: The register knows no agreement that binds to the rule.
# custom:
#   title_da: Der er ingen aftale at opsige eller genforhandle
#   description_da: Registeret kender ingen aftale, der binder til reglen.
#   source: the legal bases of the rule
#   source_da: reglens retsgrundlag
#   code: NO_AGREEMENT
#   severity: explain
found contains "NO_AGREEMENT" if {
	input.procedure in {"terminate", "renegotiate"}
	not input.bound_by_agreement
}

# METADATA
# title: The post that answers for the rule decides on it alone
# description: Whoever defends a rule is not alone in weighing the defence.
# custom:
#   title_da: Den stilling, der svarer for reglen, beslutter alene om den
#   description_da: Den, der forsvarer en regel, er ikke alene om at veje forsvaret.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: OWNER_DECIDES
#   severity: blocks
found contains "OWNER_DECIDES" if input.owner_alone

# METADATA
# title: The administration would decide what nobody but the owner of the rule recommends
# description: Somebody who does not answer for the rule joins first.
# custom:
#   title_da: Forvaltningen ville beslutte, hvad kun den regelansvarlige indstiller
#   description_da: En, der ikke svarer for reglen, kommer med først.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: OWNER_RECOMMENDS
#   severity: blocks
found contains "OWNER_RECOMMENDS" if {
	input.recommended_alone
	input.rank == "administration"
}

# METADATA
# title: Nobody but the owner of the rule recommends it
# description: It does not count as a recommendation. An elected body decides with or without one.
# custom:
#   title_da: Kun den regelansvarlige selv indstiller det
#   description_da: >-
#     Det tæller ikke som en indstilling. Et folkevalgt organ beslutter med eller uden.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: RECOMMENDED_BY_OWNER
#   severity: note
found contains "RECOMMENDED_BY_OWNER" if {
	input.recommended_alone
	input.rank != "administration"
}

# METADATA
# title: The papers came late, and the agenda does not say why
# custom:
#   title_da: Papirerne kom for sent, og dagsordenen siger ikke hvorfor
#   source: kommunestyrelsesloven § 8
#   code: PAPERS_LATE
#   severity: explain
found contains "PAPERS_LATE" if {
	input.papers_late
	not input.papers_explained
}

# METADATA
# title: The papers came late, and the agenda says why
# custom:
#   title_da: Papirerne kom for sent, og dagsordenen siger hvorfor
#   source: kommunestyrelsesloven § 8
#   code: PAPERS_LATE_EXPLAINED
#   severity: note
found contains "PAPERS_LATE_EXPLAINED" if {
	input.papers_late
	input.papers_explained
}

# METADATA
# title: The question is whether to repeal a rule that lapses by itself
# description: If the proposal falls, nobody has kept the rule.
# custom:
#   title_da: Spørgsmålet er, om en regel, der bortfalder af sig selv, skal ophæves
#   description_da: Falder forslaget, har ingen fastholdt reglen.
#   source: the decision that opened the review
#   source_da: beslutningen, der åbnede regeleftersynet
#   code: LONE_REPEAL
#   severity: note
found contains "LONE_REPEAL" if {
	rules
	input.ruling == "repeal"
	lapses_unless_carried
}

# METADATA
# title: If the proposal falls, the rule lapses
# custom:
#   title_da: Falder forslaget, bortfalder reglen
#   source: the decision that opened the review
#   source_da: beslutningen, der åbnede regeleftersynet
#   code: LAPSES_IF_FALLS
#   severity: note
found contains "LAPSES_IF_FALLS" if {
	rules
	input.ruling != "repeal"
	lapses_unless_carried
}

# METADATA
# title: The case is postponed, sent elsewhere or read again, and the rule lapses all the same
# description: Only a ruling saves a rule from its lapse date; to defer is one.
# custom:
#   title_da: Sagen udsættes, sendes videre eller behandles igen, og reglen bortfalder alligevel
#   description_da: >-
#     Kun en beslutning om reglen redder den fra dens bortfaldsdato; at udsætte
#     bortfaldet er en.
#   source: the decision that opened the review
#   source_da: beslutningen, der åbnede regeleftersynet
#   code: LAPSES_ANYWAY
#   severity: note
found contains "LAPSES_ANYWAY" if {
	not rules
	input.lapses_undecided
}

# METADATA
# title: The settings ask for another majority than the law does of Danish municipalities
# custom:
#   title_da: Indstillingerne kræver et andet flertal, end loven gør i danske kommuner
#   source: kommunestyrelsesloven § 11, stk. 3
#   code: OTHER_MAJORITY
#   severity: note
found contains "OTHER_MAJORITY" if {
	input.rank != "administration"
	other_majority
}

# METADATA
# title: Another majority than more votes for than against carries
# custom:
#   title_da: Der kræves et andet flertal end flere stemmer for end imod
other_majority if input.majority != "simple"

# METADATA
# title: The chair's vote counts on a tie
# custom:
#   title_da: Formandens stemme tæller ved stemmelighed
other_majority if input.tie != "falls"

# METADATA
# title: It is the first of two readings, and decides only that the case goes on
# custom:
#   title_da: Det er den første af to behandlinger og afgør kun, at sagen går videre
#   source: the body's own standing orders
#   source_da: organets egen forretningsorden
#   code: FIRST_READING
#   severity: note
found contains "FIRST_READING" if {
	input.first_reading
	input.procedure == ""
}

# METADATA
# title: It is put after a proposal that it should come before
# description: >-
#   To postpone a case or send it back comes first, then what would change a
#   proposal, and then the proposal itself.
# custom:
#   title_da: Det stilles efter et forslag, som det bør komme før
#   description_da: >-
#     At udsætte en sag eller sende den tilbage kommer først, så det, der ændrer et
#     forslag, og til sidst forslaget selv.
#   source: the usual order of voting, which the body may depart from
#   source_da: den sædvanlige rækkefølge, som organet kan fravige
#   code: OUT_OF_ORDER
#   severity: note
found contains "OUT_OF_ORDER" if input.out_of_order

# METADATA
# title: The rule lapses, and this proposal has not been carried
# custom:
#   title_da: Reglen bortfalder, og dette forslag er ikke vedtaget
lapses_unless_carried if {
	input.lapses_undecided
	outcome != "carried"
}

# METADATA
# title: What is found in the case for a rule
# description: >-
#   Asked of one justification. What can be counted in it is counted already; here
#   stands what it means. The limits are the municipality's settings. A finding holds
#   nobody back from deciding: it says what a reader will miss.
# scope: package
# custom:
#   title_da: Hvad der findes i begrundelsen for en regel
#   description_da: >-
#     Spørges om én begrundelse. Hvad der kan tælles, er talt; her står, hvad det
#     betyder. Grænserne er kommunens indstillinger. Et fund hindrer ingen i at
#     beslutte: det siger, hvad en læser vil savne.
package omvendt.justification

# METADATA
# title: The answer
# custom:
#   title_da: Svaret
answer := {
	"grade": grade,
	"findings": [finding | some finding in order; found[finding.code]],
}

# METADATA
# title: How well the rule is justified
# scope: document
# custom:
#   title_da: Hvor godt reglen er begrundet
default grade := "good"

grade := "undefended" if {
	input.undefended
} else := "missing" if {
	input.empty
} else := "weak" if {
	some finding in order
	finding.severity == "fails"
	found[finding.code]
} else := "partial" if {
	count(found) > 0
}

# METADATA
# title: Findings, gravest first, each with what it does to the justification
# custom:
#   title_da: Fundene, de alvorligste først, hver med hvad det gør ved begrundelsen
order := [
	{"code": "EMPTY", "severity": "fails"},
	{"code": "NO_VALUE", "severity": "fails"},
	{"code": "CIRCULAR", "severity": "fails"},
	{"code": "COPIED", "severity": "fails"},
	{"code": "LAW_WITHOUT_REFERENCE", "severity": "fails"},
	{"code": "INDICATOR_DUE", "severity": "lowers"},
	{"code": "NO_BENEFICIARY", "severity": "lowers"},
	{"code": "NO_LIGHTER_ALTERNATIVE", "severity": "lowers"},
	{"code": "NO_EVIDENCE", "severity": "lowers"},
	{"code": "NO_INDICATOR", "severity": "lowers"},
]

# METADATA
# title: Nobody has written a justification
# description: What would mend it is the three answers that are asked of everyone, or saying that nobody wants to defend the rule.
# custom:
#   title_da: Ingen har skrevet en begrundelse
#   description_da: >-
#     Det rettes med de tre svar, alle bliver bedt om, eller ved at sige, at ingen vil
#     forsvare reglen.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: EMPTY
#   severity: fails
found contains "EMPTY" if {
	input.empty
	not input.undefended
}

# METADATA
# title: There are answers, but not to what the rule is good for
# description: What would mend it is one sentence on the difference that the rule makes to the core task.
# custom:
#   title_da: Der er svar, men ikke på, hvad reglen er god for
#   description_da: Det rettes med én sætning om, hvilken forskel reglen gør for kerneopgaven.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: NO_VALUE
#   severity: fails
found contains "NO_VALUE" if {
	written
	input.words == 0
}

# METADATA
# title: The value says the rule again
# description: What would mend it is what becomes better because the rule is followed.
# custom:
#   title_da: Værdien gentager reglen
#   description_da: Det rettes med, hvad der bliver bedre, fordi reglen følges.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: CIRCULAR
#   severity: fails
found contains "CIRCULAR" if {
	written
	input.words > 0
	input.own >= data.params.circular_percent
}

# METADATA
# title: The value was written for another rule
# description: What would mend it is what this very rule adds, or a remark that the two should be one.
# custom:
#   title_da: Værdien er skrevet til en anden regel
#   description_da: >-
#     Det rettes med, hvad netop denne regel tilføjer, eller en bemærkning om, at de to
#     bør være én.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: COPIED
#   severity: fails
found contains "COPIED" if {
	written
	input.words >= data.params.fewest_words
	input.copied >= data.params.copied_percent
}

# METADATA
# title: The law is said to demand it, and not which law
# description: What would mend it is the paragraph, or the legal basis and a value besides.
# custom:
#   title_da: Loven siges at kræve det, men ikke hvilken lov
#   description_da: Det rettes med paragraffen, eller med retsgrundlaget og en værdi ved siden af.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: LAW_WITHOUT_REFERENCE
#   severity: fails
found contains "LAW_WITHOUT_REFERENCE" if {
	written
	input.law
	not input.reference
}

# METADATA
# title: The day on which the indicator was to be looked at has passed
# description: What would mend it is saying whether it was met, not met or not measured.
# custom:
#   title_da: Dagen, hvor indikatoren skulle efterses, er passeret
#   description_da: Det rettes ved at sige, om den blev nået, ikke nået eller ikke målt.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: INDICATOR_DUE
#   severity: lowers
found contains "INDICATOR_DUE" if {
	written
	input.due
}

# METADATA
# title: Nobody is named who benefits
# description: What would mend it is for whom the rule makes a difference.
# custom:
#   title_da: Det er ikke sagt, hvem der har gavn af den
#   description_da: Det rettes med, for hvem reglen gør en forskel.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: NO_BENEFICIARY
#   severity: lowers
found contains "NO_BENEFICIARY" if {
	written
	not input.beneficiary
}

# METADATA
# title: No lighter alternative is weighed
# description: What would mend it is one lighter way and why it is not enough.
# custom:
#   title_da: Ingen lettere løsning er overvejet
#   description_da: Det rettes med én lettere måde, og hvorfor den ikke er nok.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: NO_LIGHTER_ALTERNATIVE
#   severity: lowers
found contains "NO_LIGHTER_ALTERNATIVE" if {
	written
	not input.lighter
}

# METADATA
# title: It does not say how the effect is known
# description: What would mend it is a figure, an observation, or that there is none.
# custom:
#   title_da: Det er ikke sagt, hvorfra virkningen kendes
#   description_da: Det rettes med et tal, en iagttagelse, eller at der ingen er.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: NO_EVIDENCE
#   severity: lowers
found contains "NO_EVIDENCE" if {
	written
	not input.evidence
}

# METADATA
# title: Nothing will show whether the rule works
# description: What would mend it is one thing to count, and the day on which it is counted.
# custom:
#   title_da: Intet vil vise, om reglen virker
#   description_da: Det rettes med én ting at tælle og dagen, hvor den tælles.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: NO_INDICATOR
#   severity: lowers
found contains "NO_INDICATOR" if {
	written
	not input.indicator
}

# METADATA
# title: Somebody has written a justification
# custom:
#   title_da: Nogen har skrevet en begrundelse
written if {
	not input.empty
	not input.undefended
}

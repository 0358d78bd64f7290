# METADATA
# title: What is found in a new rule, or in another text of a rule
# description: >-
#   Asked of a rule, or of an amended text, that is to take effect. Which sentences
#   of a text demand something new, what they or the rule resemble, and whether the
#   justification holds is found out already; here stands what that means
#   for this class of rule. Nothing here undoes what a competent body decided: a
#   finding is mended, or somebody says why not.
# scope: package
# custom:
#   title_da: Hvad der findes i en ny regel eller i en ny tekst til en regel
#   description_da: >-
#     Spørges om en regel eller en ændret tekst, der skal træde i kraft. Hvad teksten
#     kræver af nyt, hvad den ligner, og om begrundelsen holder, er fundet i forvejen;
#     her står, hvad det betyder for regeltypen. Intet her omgør, hvad et kompetent
#     organ har besluttet: et fund rettes, eller nogen siger hvorfor ikke.
package omvendt.adoption

# METADATA
# title: The answer
# custom:
#   title_da: Svaret
answer := {"findings": [finding | some finding in order; found[finding.code]]}

# METADATA
# title: Findings, gravest first, each with what it asks for
# custom:
#   title_da: Fundene, de alvorligste først, hver med hvad det kræver
order := [
	{"code": "DUTY_ON_CITIZENS_WITHOUT_BASIS", "severity": "explain"},
	{"code": "NO_JUSTIFICATION_THAT_HOLDS", "severity": "explain"},
	{"code": "RESEMBLES_ENDED_RULE_NOT_CITED", "severity": "explain"},
	{"code": "NOTHING_NEW_SAID", "severity": "explain"},
	{"code": "NO_FIRST_REVIEW", "severity": "explain"},
	{"code": "REQUIREMENT_ADDED", "severity": "note"},
	{"code": "DETAILS_CHANGED", "severity": "note"},
	{"code": "RESEMBLES_RULE_IN_FORCE", "severity": "note"},
]

# METADATA
# title: It puts a duty on citizens, and no legal basis permits that
# description: What would mend it is the legal basis that permits or demands the duty, or a rule that asks nothing of citizens.
# custom:
#   title_da: Den pålægger borgere en pligt, og intet retsgrundlag giver lov til det
#   description_da: >-
#     Det rettes med det retsgrundlag, der giver lov til pligten, eller med en regel,
#     der intet kræver af borgere.
#   source: the principle of legality
#   source_da: legalitetsprincippet
#   code: DUTY_ON_CITIZENS_WITHOUT_BASIS
#   severity: explain
found contains "DUTY_ON_CITIZENS_WITHOUT_BASIS" if {
	input.duty
	not input.permitted
}

# METADATA
# title: There is no justification, or what is found in it fails it
# description: What would mend it is what becomes better for whom because the rule is followed.
# custom:
#   title_da: Der er ingen begrundelse, eller den holder ikke
#   description_da: Det rettes med, hvad der bliver bedre for hvem, fordi reglen følges.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: NO_JUSTIFICATION_THAT_HOLDS
#   severity: explain
found contains "NO_JUSTIFICATION_THAT_HOLDS" if {
	chosen_here
	demands_more
	not input.justified
}

# METADATA
# title: A rule that has ended demanded much the same, and it is not cited
# description: What would mend it is citing that rule and saying what is new, or another demand.
# custom:
#   title_da: En ophørt regel krævede næsten det samme, og den er ikke nævnt
#   description_da: >-
#     Det rettes ved at nævne den regel og sige, hvad der er nyt, eller med et andet
#     krav.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: RESEMBLES_ENDED_RULE_NOT_CITED
#   severity: explain
found contains "RESEMBLES_ENDED_RULE_NOT_CITED" if {
	chosen_here
	input.resembles_ended
}

# METADATA
# title: It cites or resembles an earlier rule, and does not say what is new
# description: What would mend it is a sentence on what is different from the time when the earlier rule ended.
# custom:
#   title_da: Den nævner eller ligner en tidligere regel og siger ikke, hvad der er nyt
#   description_da: Det rettes med en sætning om, hvad der er anderledes end dengang.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: NOTHING_NEW_SAID
#   severity: explain
found contains "NOTHING_NEW_SAID" if {
	chosen_here
	demands_more
	builds_on_another
	not input.news
}

# METADATA
# title: No day is set on which it lapses unless it is kept
# description: >-
#   What would mend it is the first review date with the words of the decision that
#   set it. Another text leaves the dates of its rule as they are.
# custom:
#   title_da: Der er ingen dag, hvor den bortfalder, medmindre den fastholdes
#   description_da: >-
#     Det rettes med dagen for første eftersyn og ordene i den beslutning, der satte
#     den. En ny tekst lader reglens datoer stå.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: NO_FIRST_REVIEW
#   severity: explain
found contains "NO_FIRST_REVIEW" if {
	can_lapse
	not input.amended
	not input.first_review
}

# METADATA
# title: The amended text demands something that its rule did not
# description: What would mend it is a text without it; it is noted, whether justified or not, so that nobody overlooks it.
# custom:
#   title_da: Den ændrede tekst kræver noget, reglen ikke krævede
#   description_da: >-
#     Det rettes med en tekst uden kravet. Det bemærkes, begrundet eller ej, så ingen
#     overser det.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: REQUIREMENT_ADDED
#   severity: note
found contains "REQUIREMENT_ADDED" if {
	input.amended
	demands_more
}

# METADATA
# title: The amended text names another number, day, frequency or person
# description: What would mend it is the number that was there; it is only noted, since it can be less as well as more.
# custom:
#   title_da: Den ændrede tekst nævner et andet tal, en anden dag, hyppighed eller person
#   description_da: >-
#     Det rettes med det tal, der stod. Det bemærkes kun, for det kan være mindre såvel
#     som mere.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: DETAILS_CHANGED
#   severity: note
found contains "DETAILS_CHANGED" if input.altered > 0

# METADATA
# title: A rule that stands demands much the same
# description: What would mend it is one rule instead of two; it is only noted.
# custom:
#   title_da: En regel, der gælder, kræver næsten det samme
#   description_da: Det rettes med én regel i stedet for to. Det bemærkes kun.
#   source: the reversed burden of proof
#   source_da: den omvendte bevisbyrde
#   code: RESEMBLES_RULE_IN_FORCE
#   severity: note
found contains "RESEMBLES_RULE_IN_FORCE" if input.resembles_rule

# METADATA
# title: The law or an agreement does not fix the rule, so somebody here chose it
# custom:
#   title_da: Hverken lov eller aftale fastlægger reglen, så nogen her har valgt den
chosen_here if not input.class in {"state_duty", "agreement"}

# METADATA
# title: A new rule demands more than none
# custom:
#   title_da: En ny regel kræver mere end ingen
demands_more if not input.amended

# METADATA
# title: A sentence of the amended text is new
# custom:
#   title_da: En sætning i den ændrede tekst er ny
demands_more if input.added > 0

# METADATA
# title: A sentence of it demands more often, or binds where it did not
# custom:
#   title_da: En sætning kræver noget oftere eller binder, hvor den ikke gjorde
demands_more if input.stricter > 0

# METADATA
# title: The classes that lapse when nobody keeps them
# custom:
#   title_da: De regeltyper, der bortfalder, når ingen fastholder dem
can_lapse if input.class in {"add_on", "council_rule", "administrative_rule"}

# METADATA
# title: The rule names an earlier one
# custom:
#   title_da: Reglen nævner en tidligere
builds_on_another if input.cites

# METADATA
# title: The rule resembles one that has ended
# custom:
#   title_da: Reglen ligner en, der er ophørt
builds_on_another if input.resembles_ended

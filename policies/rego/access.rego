# METADATA
# title: Who may do what, and with which rules
# description: >-
#   Everything that can be done demands one permission, and the user's roles decide
#   whether they have it. There is exactly one answer; what nobody granted is
#   refused, and every refusal has its reason. Of somebody who may and has no
#   limit, it is the whole municipality.
# scope: package
# custom:
#   title_da: Hvem må hvad, og med hvilke regler
#   description_da: >-
#     Hver handling kræver én adgang, og brugerens roller afgør, om den er givet. Der er
#     præcis ét svar; hvad ingen har givet, afvises, og hver afvisning har sin grund.
#     Har den, der må, ingen afgrænsning, er det hele kommunen.
package omvendt.access

# Asked of input.actor.grants (role, scope), input.operation and input.permission. reach are
# the scopes that the actor reaches with the permission; of who may, an empty one is everything.

# METADATA
# title: The answer
# custom:
#   title_da: Svaret
answer := {"reason": verdict, "reach": [scope | some scope in reach]}

# METADATA
# title: The first that fits
# description: Where none does, there is no answer, and that means no.
# custom:
#   title_da: Det første, der passer
#   description_da: Passer intet, er der intet svar, og det betyder nej.
verdict := [code | some code in order; found[code]][0]

# METADATA
# title: Reasons in the order in which they are tried
# custom:
#   title_da: Grundene i den rækkefølge, de prøves i
order := [
	"UNKNOWN_PERMISSION", "NOT_SIGNED_IN", "AUDITOR_CHANGES_NOTHING",
	"WHOLE_MUNICIPALITY_ONLY", "GRANTED", "ROLE_MAY_NOT",
]

# METADATA
# title: It asks for a permission that there is not
# custom:
#   title_da: Handlingen kræver en adgang, som ikke findes
#   code: UNKNOWN_PERMISSION
found contains "UNKNOWN_PERMISSION" if not input.permission in permissions

# METADATA
# title: Nobody is signed in, and it is not for everybody
# custom:
#   title_da: Ingen er logget ind, og det er ikke for alle
#   code: NOT_SIGNED_IN
found contains "NOT_SIGNED_IN" if {
	input.permission != "public"
	count(roles) == 0
}

# METADATA
# title: Whoever audits reads everything and changes nothing
# custom:
#   title_da: Den, der reviderer, læser alt og ændrer intet
#   source: an auditor is independent of what is audited
#   source_da: en revisor er uafhængig af det, der revideres
#   code: AUDITOR_CHANGES_NOTHING
found contains "AUDITOR_CHANGES_NOTHING" if {
	"auditor" in roles
	input.permission in changing
}

# METADATA
# title: The access is to a part of the municipality, and this concerns all of it
# custom:
#   title_da: Adgangen gælder en del af kommunen, og dette gælder hele kommunen
#   code: WHOLE_MUNICIPALITY_ONLY
found contains "WHOLE_MUNICIPALITY_ONLY" if {
	count(scopes) > 0
	not unconstrained
	input.permission in undivided
}

# METADATA
# title: It is for everybody
# custom:
#   title_da: Det er for alle
#   code: GRANTED
found contains "GRANTED" if input.permission == "public"

# METADATA
# title: A role of the user gives the permission
# custom:
#   title_da: En af brugerens roller giver adgangen
#   code: GRANTED
found contains "GRANTED" if count(scopes) > 0

# METADATA
# title: No role of the user gives the permission
# custom:
#   title_da: Ingen af brugerens roller giver adgangen
#   code: ROLE_MAY_NOT
found contains "ROLE_MAY_NOT" if {
	input.permission != "public"
	count(scopes) == 0
}

# METADATA
# title: What the user reaches
# description: >-
#   The limits of the roles that give the permission. One without a limit reaches
#   everything.
# scope: document
# custom:
#   title_da: Hvad brugeren når
#   description_da: Afgrænsningerne i de roller, der giver adgangen. En uden afgrænsning når alt.
default reach := set()

reach := scopes if {
	verdict == "GRANTED"
	not unconstrained
}

# METADATA
# title: The limits of the roles that give the permission
# custom:
#   title_da: Afgrænsningerne i de roller, der giver adgangen
scopes := {grant.scope |
	some grant in input.actor.grants
	grant.role in granted[input.permission]
}

# METADATA
# title: One of those roles has no limit
# description: >-
#   Own rules alone are a limit too: those of the posts that the user answers for.
# custom:
#   title_da: En af de roller har ingen afgrænsning
#   description_da: >-
#     Kun egne regler er også en afgrænsning: dem, der hører til de stillinger, brugeren
#     svarer for.
unconstrained if {
	some scope in scopes
	not scope.own
	every name in ["areas", "units", "kle"] {
		count(scope[name]) == 0
	}
}

# METADATA
# title: The user's roles, as far as they are known
# custom:
#   title_da: Brugerens roller, så vidt de kendes
roles := {grant.role | some grant in input.actor.grants; grant.role in known_roles}

# METADATA
# title: The roles there are
# custom:
#   title_da: De roller, der findes
known_roles := {
	"administrator", "owner", "challenger", "legal_checker",
	"secretary", "council_member", "auditor", "integration",
}

# METADATA
# title: Which roles have each permission
# custom:
#   title_da: Hvilke roller der har hver adgang
granted := {
	"read": known_roles,
	"catalogue": {"administrator", "owner", "integration"},
	"challenge": {"administrator", "challenger"},
	"reopen": {"administrator", "owner", "challenger"},
	"legal-check": {"administrator", "legal_checker"},
	"law": {"administrator", "legal_checker"},
	"review": {"administrator"},
	"record": {"administrator", "secretary"},
	"meet": {"administrator", "secretary"},
	"consult": {"administrator"},
	"weigh": {"administrator", "owner"},
	"govern": {"administrator"},
	"journal": {"administrator", "secretary", "auditor"},
	"file": {"administrator", "secretary"},
	"redact": {"administrator"},
	"adopt": {"administrator"},
	"export": {"administrator", "auditor"},
	"audit": {"administrator", "auditor"},
	"simulate": {"administrator", "secretary", "auditor"},
}

# METADATA
# title: The permissions there are
# custom:
#   title_da: De adgange, der findes
permissions := {"public"} | object.keys(granted)

# METADATA
# title: Permissions that change something
# description: Whoever audits changes nothing, whatever other roles they have.
# custom:
#   title_da: Adgange, der ændrer noget
#   description_da: Den, der reviderer, ændrer intet, uanset hvilke andre roller de har.
changing := permissions - {"public", "read", "journal", "export", "audit", "simulate"}

# METADATA
# title: Permissions that cannot be had for a part of the municipality
# description: >-
#   What they reach has no area, unit or KLE code: a meeting, a consultation, a
#   body, a user, the log, a text wherever it stands, what judges all rules, what a law is called, what would be otherwise. With a constraint they would be too much.
# custom:
#   title_da: Adgange, der ikke kan gives for en del af kommunen
#   description_da: >-
#     Det, de når, har intet område, ingen enhed og intet KLE-nummer: et møde, en åben
#     inddragelse, et organ, en bruger, loggen, det, der bedømmer alle regler, hvad en lov hedder. Med en
#     afgrænsning ville de være for meget.
undivided := {"review", "law", "meet", "consult", "govern", "journal", "file", "redact", "adopt", "export", "audit", "simulate"}

package ruleimport

import (
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// word is how a choice is written in a file; the first of a choice is shown to
// those who wrote another. The code itself is always understood, and so are the
// names that choices have on the register's own lists.
type word[T ~string] struct {
	text  string
	value T
}

var (
	adopterWords = []word[registry.Adopter]{
		{"byråd", registry.AdoptedByCouncil}, {"udvalg", registry.AdoptedByCommittee},
		{"direktion", registry.AdoptedByDirectorate}, {"forvaltning", registry.AdoptedByAdministration},
		{"leder", registry.AdoptedByLeader}, {"forældrebestyrelse", registry.AdoptedByBoard},
		{"stat", registry.AdoptedByState}, {"aftale", registry.AdoptedByAgreement},
		{"kommunalbestyrelse", registry.AdoptedByCouncil}, {"byrådet", registry.AdoptedByCouncil},
		{"kommunalbestyrelsen", registry.AdoptedByCouncil}, {"kommunen", registry.AdoptedByCouncil},
		{"udvalget", registry.AdoptedByCommittee}, {"fagudvalg", registry.AdoptedByCommittee}, {"fagudvalget", registry.AdoptedByCommittee},
		{"b&u-udvalget", registry.AdoptedByCommittee}, {"børne-_og_ungeudvalget", registry.AdoptedByCommittee},
		{"direktionen", registry.AdoptedByDirectorate}, {"direktør", registry.AdoptedByDirectorate},
		{"forvaltningen", registry.AdoptedByAdministration}, {"administrationen", registry.AdoptedByAdministration},
		{"lederen", registry.AdoptedByLeader}, {"ledelsen", registry.AdoptedByLeader}, {"institutionslederen", registry.AdoptedByLeader},
		{"forældrebestyrelsen", registry.AdoptedByBoard}, {"bestyrelsen", registry.AdoptedByBoard},
		{"staten", registry.AdoptedByState}, {"folketinget", registry.AdoptedByState}, {"ministeriet", registry.AdoptedByState},
		{"aftalen", registry.AdoptedByAgreement}, {"overenskomst", registry.AdoptedByAgreement}, {"lokalaftale", registry.AdoptedByAgreement},
		{"council", registry.AdoptedByCouncil}, {"parent board", registry.AdoptedByBoard},
	}
	kindWords = []word[registry.RuleKind]{
		{"regel", registry.KindRule}, {"dokumentationskrav", registry.KindDocumentation},
		{"procedure", registry.KindProcedure}, {"indberetning", registry.KindReporting},
		{"godkendelse", registry.KindApproval}, {"retningslinje", registry.KindGuideline},
		{"krav", registry.KindRule}, {"påbud", registry.KindRule}, {"dok.krav", registry.KindDocumentation}, {"dokumentation", registry.KindDocumentation},
		{"dok_krav", registry.KindDocumentation}, {"arbejdsgang", registry.KindProcedure}, {"instruks", registry.KindProcedure}, {"forretningsgang", registry.KindProcedure},
		{"rapportering", registry.KindReporting}, {"rapport", registry.KindReporting}, {"tilladelse", registry.KindApproval},
		{"vejledning", registry.KindGuideline}, {"retningslinjer", registry.KindGuideline}, {"politik", registry.KindGuideline},
		{"documentation requirement", registry.KindDocumentation}, {"report to be sent in", registry.KindReporting},
	}
	evidenceWords = []word[registry.EvidenceGrade]{
		{"ikke opgjort", registry.NotQuantified}, {"skøn fra ledere", registry.LeaderEstimate},
		{"skøn fra forvaltningen", registry.AdminEstimate}, {"målt", registry.Measured},
		{"leaders' estimate", registry.LeaderEstimate}, {"the administration's estimate", registry.AdminEstimate}, {"not quantified", registry.NotQuantified},
	}
	periodNames = []word[registry.Period]{
		{"åbningsdag", registry.PerOpenDay}, {"dag hele året", registry.PerDay}, {"uge", registry.PerWeek}, {"måned", registry.PerMonth},
		{"kvartal", registry.PerQuarter}, {"halvår", registry.PerHalfYear}, {"år", registry.PerYear}, {"tilfælde", registry.PerOccasion},
		{"dag", registry.PerOpenDay}, {"dagligt", registry.PerOpenDay}, {"ugentligt", registry.PerWeek}, {"månedligt", registry.PerMonth},
		{"kvartalsvis", registry.PerQuarter}, {"halvårligt", registry.PerHalfYear}, {"årligt", registry.PerYear},
		{"barn", registry.PerOccasion}, {"borger", registry.PerOccasion}, {"hændelse", registry.PerOccasion},
		{"gange hver åbningsdag", registry.PerOpenDay}, {"gange hver dag året rundt", registry.PerDay}, {"gange om ugen", registry.PerWeek},
		{"gange om måneden", registry.PerMonth}, {"gange i kvartalet", registry.PerQuarter}, {"gange i halvåret", registry.PerHalfYear},
		{"gange om året", registry.PerYear}, {"tilfælde om året", registry.PerOccasion},
		{"times each opening day", registry.PerOpenDay}, {"times each day all year", registry.PerDay}, {"times a week", registry.PerWeek},
		{"times a month", registry.PerMonth}, {"times a quarter", registry.PerQuarter}, {"times a half-year", registry.PerHalfYear},
		{"times a year", registry.PerYear}, {"occasions a year", registry.PerOccasion},
		{"ikke oplyst", registry.PeriodUnstated}, {"not stated", registry.PeriodUnstated},
	}
	effectWords = []word[registry.Effect]{
		{"pligt", registry.Duty}, {"kræver_lokal_regel", registry.RequiresLocal},
		{"minimum", registry.Minimum}, {"tillader", registry.Permits}, {"aftale", registry.Agrees},
	}
	protectsWords = []word[registry.Protects]{
		{"ingen", registry.ProtectsNobody}, {"borgere", registry.ProtectsCitizens},
		{"medarbejdere", registry.ProtectsStaff}, {"liv og helbred", registry.ProtectsLife},
		{"ingen bestemt", registry.ProtectsNobody}, {"borgeres ret eller service", registry.ProtectsCitizens},
		{"medarbejderes vilkår", registry.ProtectsStaff},
		{"nobody in particular", registry.ProtectsNobody}, {"citizens' right or service", registry.ProtectsCitizens},
		{"staff's conditions", registry.ProtectsStaff}, {"life and health", registry.ProtectsLife},
		{"ikke oplyst", registry.ProtectsUnstated}, {"not stated", registry.ProtectsUnstated},
	}
	formWords = []word[registry.LegalForm]{
		{"kommunal", registry.FormMunicipal}, {"selvejende", registry.FormSelfOwning},
		{"privat", registry.FormPrivate}, {"flere former", registry.FormMixed},
		{"selvejende med driftsoverenskomst", registry.FormSelfOwning}, {"privat, godkendt", registry.FormPrivate},
		{"self-owning by agreement", registry.FormSelfOwning}, {"private, approved", registry.FormPrivate}, {"several forms", registry.FormMixed},
		{"ikke oplyst", registry.FormUnstated}, {"not stated", registry.FormUnstated},
	}
	gradeWords = []word[registry.EffectGrade]{
		{"ingen viden", registry.EffectUnknown}, {"svagt", registry.EffectWeak}, {"nogenlunde", registry.EffectMedium}, {"godt", registry.EffectGood},
		{"svag", registry.EffectWeak}, {"middel", registry.EffectMedium}, {"god", registry.EffectGood},
		{"nothing known", registry.EffectUnknown}, {"weakly", registry.EffectWeak}, {"fairly", registry.EffectMedium}, {"well", registry.EffectGood},
		{"ikke angivet", registry.EffectUnstated}, {"not stated", registry.EffectUnstated},
	}
)

// likeAdopter and likeKind propose a choice for a word that is not known; zero
// when there is nothing to go by.
func likeAdopter(text string) registry.Adopter {
	switch letters := []rune(strings.TrimSpace(text)); {
	case strings.HasSuffix(plain(text), "udvalg"), strings.HasSuffix(plain(text), "udvalget"):
		return registry.AdoptedByCommittee
	case len(letters) >= 2 && len(letters) <= 5 && letters[len(letters)-1] == 'U' && strings.ToUpper(text) == text: // BUU, SSU
		return registry.AdoptedByCommittee
	}
	return ""
}

func likeKind(text string) registry.RuleKind {
	for _, w := range []string{"skema", "blanket", "formular", "dok", "logbog", "journal"} {
		if strings.Contains(plain(text), w) {
			return registry.KindDocumentation
		}
	}
	return ""
}

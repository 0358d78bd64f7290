package likeness

import (
	"cmp"
	"slices"
	"strings"
)

// What is known of Danish as municipalities write it. Everything here is small
// letters; words of meaning, forms and parts are without their endings.

// shortened are words that are written short.
var shortened = map[string]string{
	"kl.": "", "kl": "", "klokken": "", "pr.": "", "pr": "", "ca.": "", "bl.a": "", "f.eks": "", "fx": "", "evt.": "", "jf.": "", "ift.": "", "vedr.": "", "inkl.": "",
	"mdr.": "måned", "mdr": "måned", "md.": "måned", "md": "måned", "min.": "mindst", "maks.": "højst", "max": "højst",
	"medarb.": "medarbejder", "medarb": "medarbejder", "inst.": "institution", "forv.": "forvaltning", "forv": "forvaltning",
	"afd.": "afdeling", "afd": "afdeling", "afd.lederen": "afdelingsleder", "pæd.": "pædagogisk", "støttepæd.": "støttepædagog", "støttepæd": "støttepædagog",
	"dok.": "dokumentation", "nr.": "nummer", "tlf.": "telefon", "tlf": "telefon", "tlf.samtaler": "telefonsamtale", "uth": "utilsigtet hændelse",
	"budgetopf.": "budgetopfølgning", "budgetopf": "budgetopfølgning", "pct": "procent", "pct.": "procent", "hr": "personaleafdeling", "s.d": "samme dag", "s.d.": "samme dag",
	"stk.": "", "kr.": "kr", "kroner": "kr", "mio.": "mio", "lus": "lederudviklingssamtale", "mus": "udviklingssamtale", "apv": "arbejdspladsvurdering",
}

// phrases say how often in many ways.
var phrases = strings.NewReplacer(replacements()...)

func replacements() []string {
	var list []string
	for name, said := range map[string][]string{
		"#daglig": {"hver dag", "dagligt", "daglig", "hver eneste dag", "hver hverdag"},
		"#uge":    {"hver uge", "ugentligt", "ugentlig", "en gang om ugen", "én gang om ugen", "1 gang om ugen", "en gang ugentligt"},
		"#måned": {"hver måned", "månedligt", "månedlig", "en gang om måneden", "én gang om måneden", "om måneden", "en gang månedligt", "gang månedligt",
			"1 gang om måneden", "1 gang måned", "måned for måned"},
		"#kvartal": {"hvert kvartal", "kvartalsvis", "kvartalsvist", "en gang i kvartalet", "én gang i kvartalet", "hver tredje måned", "1 gang kvartal", "fire gange om året", "fire gange årligt"},
		"#halvår":  {"hvert halve år", "halvårligt", "halvårlig", "to gange om året", "to gange årligt", "2 gange om året", "2 gange årligt", "hver sjette måned"},
		"#år":      {"hvert år", "årligt", "årlig", "årlige", "en gang om året", "én gang om året", "om året", "én gang årligt", "en gang årligt", "1 gang årligt", "1 gang om året"},
		"#andetår": {"hvert andet år", "hvert 2 år", "hver andet år"},
		"#14dage":  {"hver fjortende dag", "hver 14 dag", "hver anden uge"},
	} {
		for _, s := range said {
			// What follows begins at the same space.
			list = append(list, " "+s+" ", " "+name+" ")
		}
	}
	return longestFirst(list)
}

// counts are numbers in words.
var counts = map[string]string{"en": "1", "én": "1", "et": "1", "ét": "1", "to": "2", "tre": "3", "fire": "4", "fem": "5", "seks": "6", "syv": "7",
	"otte": "8", "ni": "9", "ti": "10", "elleve": "11", "tolv": "12", "fjorten": "14"}

// empty are words that tell nothing of what is demanded.
var empty = set(`og i på at af for til med om er det den de der som ikke en et har kan skal må vil ved fra eller men så når hvis da efter før inden senest
	under over ud op ind ned hos mellem mod sig sin sit sine deres dets dens hans hendes også kun alene igen samt både hver hvert alle enhver ethvert hvem hvad hvor
	hvordan hvornår hvilke hvilken hvorefter herefter derefter dermed således dog selv samme denne dette disse man vi i jer os dem ham hende være været blive bliver blevet
	blev har have haft få får fået skulle kunne måtte ville gør gøre gjort ske sker sket gå går gået tage tager taget kommer komme kommet give giver givet gives stå står
	lægge lægges ligger sat sætte sættes holde holdes holder bruge bruges bruger altid aldrig mindst højst største mest flere færre mere mindre end nogen noget nogle ingen intet
	anden andet andre første sidste næste ny nye nyt stor store lille små egen eget egne uden indenfor udenfor gennem via ad bag ved siden dertil hertil heraf deraf
	heller imens mens medmindre undtagen selvom fordi derfor ellers allerede straks lige endnu stadig uanset muligt nødvendig relevant del form måde sted ting gang gange
	tid tidspunkt periode fx mv samtidig fremover tidligere såfremt vedkommende pågældende enkelt hel hele halv halve ene yderligere hverken enten færdig klar gælde begynde ske
	denne dit din mit min vores jeg du han hun ja nej blandt omkring cirka især bare kort lang langt god godt`)

// meaning gives words of one meaning one name. The first of a line is the name.
var meaning = named(`
	barn børn bør
	medarbejder medarbejd personale personal ansat ansatt kollega kolleg voksn
	leder led forstander
	chef
	forælder foræld forældr forældre mor far
	pårørend pårør
	borger borg
	beboer bebo
	elev
	ung
	dagtilbud institution inst børnehus enhed
	børnehave børnehav
	vuggestue vuggestu
	hus
	forvaltning forvalt administration administrativ
	kommune kommun kommunal
	byråd kommunalbestyrels
	direktion direktør
	bestyrelse bestyr forældrebestyrels
	afdeling afdel
	måned månedl
	uge ugentl
	år årl
	dag døgn
	sende indsend fremsend aflever indlever tilsend send overlever_
	udarbejde udarbejd udfærdig skriv skreven skrev formuler
	notere noter not indfør registrer regist indtast nedskriv not_
	notat
	indberette indberet rapporter
	rapport
	godkende godkend tillad tilladels tilladt
	opbevare opbevar gem arkiver
	oplyse oplys underret orienter informer besked meddel medd bekendtgør
	gennemgå gennemgang gennemgåe gennemgås gennemgår efters eftersyn kontroller kontrol kontroll tjek tjekk check undersøg ser_
	udlevere udlever
	læge læg
	bog bøger bøg
	hånd hænder hænd
	bord
	tand tænder tænd
	mand mænd
	bad
	faktura regning regn
	indkøb købe køb
	ansøge ansøg ansøgning søg
	tilbyde tilbyd tilbud
	drøfte drøft behandl
	underskrive underskriv underskrift kvitter
	aftale aftal
	møde mød mødes
	samtale samtal
	vurdere vurd bedøm
	evaluere evalu
	måle mål
	tilsyn tilse tilses
	besøg besøge
	uanmeldt varsel_
	referat
	sygdom syg sygefravær sygemeld sygepleje_
	fravær
	skema blanket formular
	liste
	plan
	fjerne fjern ryd
	lukke luk
	låse lås aflås
	kasse
	brik
	fejl mangel mangl
	lave
	bygning bygn ejendom
	lokale lokal rum værels
	bolig hjem
	maden mad måltid
	servere server
	spise spis
	vask
	rengøring rengør
	kursus kurs uddann uddannels e-lær oplær
	temperatur grad
	start opstart begynd
	stop fratræd fratræden ophør
	adgang
	adgangskode kode password
	kort
	voksen
	transport kørsel kør
	indflytning indflyt flyt
	pris betal betaling gebyr
	tilskud støtte_
	frist
	klage klag
	afgøre afgør afgørels
	offentliggøre offentliggør
	hjemmeside
	udvalg
	medicin præparat
	apotek
	pædagogisk pædagog
	sygehus hospital
	bedrift
	kage
	kæde
	nøgle nøgl
`)

// forms are the names of who does a thing, to whom and on what form: they stand
// in rules about everything.
var forms = set(`pædagogisk handl barn medarbejder leder chef forælder borger dagtilbud hus forvaltning kommune byråd direktion afdeling måned uge år dag sende udarbejde notere notat
	indberette rapport godkende opbevare oplyse gennemgå møde samtale skema liste plan drøfte underskrive aftale vurdere udlevere tilbyde ansøge referat besøg udvalg
	skriftlig skrift resultat skabelon kontor kr procent time minut hverdag elev ung beboer måle vej_ mappe fast rette udføre gennemføre foretage navn digital samtykke
	tilsyn kursus politik regneark bevis mellem januar februar marts april maj juni juli august september oktober november december mandag tirsdag onsdag torsdag fredag
	morgen aften nat sommer vinter forår efterår telefon person frist afgøre offentliggøre hjemmeside evaluere start lokal fælles bestyrelse spørgsmål formål nummer område
	institution skol skole mor løbe årlig samlet fejl tag forslag fag kontaktpers sag behov bestil kvalitet fyld udfyld ring ansvar lav`)

// parts are what compounds are made of, beside words of meaning and forms.
var parts = func() map[string]bool {
	p := set(`legeplads gynge faldunderlag redskab legetøj låge hegn sand vagt bil bus tur svømmehal svøm trafik vest sele madpakke køkken allergi økologi råvare spild temperatur
	medicin dosering doser skab sygeplej apotek hændels vægt ernæring mundplej fald hjælpemiddel hjælpemidd hund
	budget regnskab kasse bilag kort betaling overskud forbrug vand varme el affald storskrald kompost dagrenovation
	klasse råd lærer undervis elevplan mobil telefon indskriv distrikt frikvarter gård sprog læring miljø trivsel inklusion overgang skift natur sang digital dannels
	bruger system it adgang journal opslag logning log risiko sikkerhed profil
	dagsorden beslutning borgermød punkt byggeri lokalplan høring
	sne rydning salt hæk grav gade lys træ plant sti
	reference stilling opslag kandidat prøve spørge ramme ansættels jobsamtal
	henvendels klag part sagsbehandl begrund
	bibliotek reserv lån låner gebyr kassation
	hal haltid tid foren medlem attest børneattest idræt
	udvikling udvikl kalender stedfortræder diplom måling
	plejehjem indflytning pårørend døgn rytme
	handl overgang plejefamili konsulent supervision psykolog støtte tværfag
	gæst dagplej legestu barnevogn røg ryg
	førstehjælp hjertestart batteri flugt evakuer krise brand øvels
	hygiejne solcreme billed foto feber kvitter dispensation åbning indkøb ferie vikar løn turkonto konto grøn kost kvalitet normering
	arbejd plads psykisk arbejdsplads sommer luk uge tema bruger spørgeskema hjemmepleje pleje mad rengør vindu gulv ældre dement demens afgift parker parkering bygge carport
	hjemmebesøg omsorg vagtplan over tur nat skole start barn`)
	for name := range forms {
		p[name] = true
	}
	for _, name := range meaning {
		p[name] = true
	}
	return p
}()

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

func named(lines string) map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(lines) {
		words := strings.Fields(line)
		for _, w := range words {
			m[w] = words[0]
		}
	}
	return m
}

// longestFirst sorts pairs of what is replaced and what replaces it, so that the
// longest way of saying a thing is seen first.
func longestFirst(pairs []string) []string {
	type pair struct{ old, new string }
	var list []pair
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, pair{pairs[i], pairs[i+1]})
	}
	slices.SortFunc(list, func(a, b pair) int { return cmp.Or(len(b.old)-len(a.old), strings.Compare(a.old, b.old)) })
	out := pairs[:0]
	for _, p := range list {
		out = append(out, p.old, p.new)
	}
	return out
}

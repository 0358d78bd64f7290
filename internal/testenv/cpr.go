package testenv

import "strings"

// CPRForms are ways to write the number DDMMYY-NNNN: {d}{m}{y}-{n}.
var CPRForms = []string{
	"dmy-n", "dmyn", "dmy n", "dmy - n", "dmy -n", "dmy- n", "dmy–n", "dmy — n", "dmy‑n", "dmy−n", "dmy.n", "dmy/n", "dmy_n", "dmy:n", "dmy\u00a0n", "dmy\u2009n",
	"dmy\n n", "dmy\t n", "d-m-y-n", "d.m.y-n", "d/m/y-n", "d m y n", "d m y-n", "d.m.y n", "d. m. y n", "d-m-y n", "dm y n", "d my n", "d m y 12 34", "dmy-12 34",
	"CPR:dmy-n", "cprdmyn", "cpr.nr. dmy-n", "(dmy-n)", "\"dmy-n\"", "dmy-n.", "dmy-n, tak", "dmy\u200b-n", "dm\u200by-n", "dm1985-n",
}

// SpellCPR fills a way to write a number in.
func SpellCPR(form, d, m, y, n string) string {
	form, labelled := strings.CutPrefix(form, "cpr.nr.")
	text := strings.NewReplacer("d", d, "m", m, "y", y, "n", n).Replace(form)
	if labelled {
		text = "cpr.nr." + text
	}
	return text
}

// CPRSpellings are more than 200 texts of which each holds a number that looks like
// those of the civil register, and no other digits. All are made up.
func CPRSpellings() []string {
	var all []string
	for _, number := range []struct{ d, m, y, n string }{
		{"01", "02", "03", "1234"}, {"31", "12", "99", "0001"}, {"29", "02", "00", "9876"}, {"61", "01", "85", "1212"}, {"15", "08", "47", "4321"},
	} {
		for _, form := range CPRForms {
			all = append(all, SpellCPR(form, number.d, number.m, number.y, number.n))
		}
	}
	return append(all, "０１０２０３-１２３４", "٠١٠٢٠٣-١٢٣٤", "०१०२०३ १२३४", "0 1 0 2 0 3 - 1 2 3 4", "0 1 0 2 0 3 1 2 3 4", "01\u00ad02\u00ad03\u00ad1234", "010203 \n- 1234",
		"Pia 010203-1234, Per 020304-1235", "010203-1234", "010219851234", "01-02-1985-1234", "01.02.1985 - 1234", "mit barn:010203-1234;", "010203-1234-010203-1234")
}

// OrdinaryTexts are 500 texts with numbers in them, none of which is a CPR number.
func OrdinaryTexts() []string {
	who := []string{"Vi er 12 ansatte på stuen, og ", "Mit barn er 4 år. ", "Som leder af 3 huse med 87 børn synes jeg, at ", "Siden 1. august 2019 har vi oplevet, at ", "Jeg har arbejdet her i 25 år. ",
		"I uge 7, 8 og 9 ", "Ring til mig på 20 12 34 56, hvis I vil høre mere: ", "Fra kl. 06.30-17.00 ", "På mødet den 12.10.2026 kl. 14.30 ", "I skemaet fra 15-08-2025 står, at "}
	what := []string{"det tager 45 minutter hver mandag.", "vi bruger 2-3 timer om ugen på papir.", "reglen R-0042 kunne forenkles til 1 side.", "det koster 1.234.567 kr. om året.", "planen blev kun læst af 14 %.",
		"vi udfylder 10, 11 eller 12 felter pr. barn.", "loven (LBK nr. 988 af 27/08/2024, § 11, stk. 1) kræver det ikke.", "skema 2026/1874-12 bliver aldrig brugt.", "telefonen 8888 1234 er altid optaget.", "vores EAN er 5798000123456.",
		"kontoret i Storegade 12, 2. tv., 8000 Aarhus C svarer ikke.", "perioden 01.08.2025-31.07.2026 var hård.", "prisen steg fra 1200 til 1450 kr.", "skriv hellere til 45 forældre på én gang.", "mødet varede fra 1630 til 1815.",
		"børn på 0-2 og 3-5 år har ikke brug for det.", "vi fik 17 mails den 3/9 og 21 den 4/9.", "der er 20-30 børn i 4 grupper.", "sagsnr. 26-018745 er stadig åben.", "tallet 3,14159265 siger mere.",
		"bussen 5A kører 12.05, 12.25 og 12.45.", "mit nummer er +45 31 22 11 00.", "det skete 24.12.2025.", "skoleåret 2025/2026 var bedre.", "CVR 29189846 står på alle breve.",
		"vi måler 37,5 grader kl. 09.00, 12.00 og 15.00.", "stillingen er på 32 timer, men opgaven kræver 37.", "ISBN 978-87-02-12345-6 ligger på kontoret.", "rum 101, 102 og 103 er fulde.", "fristen på 14 dage er for kort.",
		"scoren gik fra 3,2 til 4,1 på 18 måneder.", "de 600 minutter kunne bruges på børnene.", "se https://example.dk/sag/2026/10/12.", "ordningen dækker 1/3 af de 9 huse.", "kør 110 km/t på E45 og 80 ved afkørsel 47.",
		"vi mangler 2 x 15 minutter.", "telefontiden er 8-9 og 15-16.", "bekendtgørelse 1234 af 5. maj 2021 er ophævet.", "år 2014, 2016 og 2018 var der ingen opfølgning.", "kl. 10, 11 og 13 skal der krydses af.",
		"vi har 5 ipads og 3 printere fra 2017.", "regning 20260117 blev betalt to gange.", "vi er 50/50 om det.", "kommunen har 98 institutioner og 4.512 børn.", "pulsen var 120-140.",
		"skriv kun 1 gang om måneden.", "det fylder 3 A4-sider, 12 pkt.", "af 240 svar sagde 187 nej.", "afstanden er 1,2 km.", "ugeplanen for uge 42 kom i uge 44."}
	var all []string
	for _, w := range who {
		for _, x := range what {
			all = append(all, w+x)
		}
	}
	return all
}

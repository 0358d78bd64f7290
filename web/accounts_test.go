package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// keepAccounts keeps all that are due and says how many mails were written.
func (o *town) keepAccounts(write func(workflow.AccountLetter) (string, string)) (mails int) {
	for more := true; more; {
		var err error
		more, err = o.workflow.KeepAccount(context.Background(), func(l workflow.AccountLetter) (string, string) {
			mails++
			return write(l)
		})
		o.must(err)
	}
	return mails
}

// accountStates are the accounts of the sample, of which that of the half year is kept.
func accountStates(o *town, by *worker) []state {
	area := url.Values{"area": {"Dagtilbud"}}.Encode()
	for more := true; more; {
		var err error
		more, err = o.workflow.KeepAccount(context.Background(), nil)
		o.must(err)
	}
	return []state{
		{page: "period_account", name: "normal, kept", by: by, names: []string{"2026-06-30"}},
		{page: "accounts", name: "normal", by: by},
		{page: "accounts", name: "normal, an area", by: by, query: area},
		{page: "accounts", name: "normal, no such area", by: by, query: "area=Ingen"},
		{page: "period_account", name: "normal, it runs", by: by, names: []string{"2026-12-31"}},
		{page: "period_account", name: "normal, a year of an area", by: by, names: []string{"2026"}, query: area},
		{page: "period_account", name: "not there", by: by, names: []string{"2019"}, status: 404},
	}
}

// An account is provisional while its period runs. When it is over it is kept, once, the
// secretaries are told, and what is registered later changes nothing of it: it stands beside.
func TestAccountPages(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		ctx := context.Background()
		_, err := o.register.AddUser(ctx, act, registry.User{Name: "Sekretær", Email: "sekretaer@example.dk", Grants: []registry.Grant{{Role: "secretary"}}})
		o.must(err)
		nobody := o.stranger()
		at := web.Path("period_account", texts.Danish, "2026-12-31")
		nobody.get(at).is(t, 200).has(t, "Foreløbig: Perioden slutter den 31. december 2026", "var der 17 regler", "4 endelige beslutninger")
		nobody.get(web.Path("accounts", texts.Danish)).is(t, 200).has(t, "Status for regler pr. 31. december 2026", "Årsregnskab for regler 2026")
		nobody.get(at+"?area=Ingen").is(t, 404)

		o.on("2026-12-10")
		o.record(3, "2026-12-10", registry.Ruled{Ruling: registry.Keep, By: council("2026-12-10", "Reglen fastholdes."), Next: registry.Lapse{On: registry.MustDay("2026-12-15")}})
		o.record(4, "2026-12-10", registry.Ruled{Ruling: registry.Keep, By: council("2026-12-10", "Reglen fastholdes."), Shows: []registry.Criterion{registry.SpecialReason}, Reason: "Den skaber tryghed.", Next: registry.Lapse{On: registry.MustDay("2028-12-10")}})
		o.on("2026-12-31")
		write := web.AccountLetter("https://regler.example/", "Eksempel Kommune")
		told := map[string]bool{}
		letter := func(l workflow.AccountLetter) (string, string) {
			subject, text := write(l)
			if told[subject] = true; strings.Contains(subject+text, "⟦") || !strings.Contains(text, "https://regler.example/regnskab/"+l.Name()) || !strings.Contains(text, "/en/accounts/") {
				t.Errorf("%s reads %s", subject, text)
			}
			return subject, text
		}
		o.keepAccounts(letter)
		if told["Status for regler er klar: Status for regler pr. 31. december 2026"] {
			t.Error("kept on its last day")
		}
		o.on("2027-01-02")
		if mails := o.keepAccounts(letter); mails != 2 || !told["Status for regler er klar: Status for regler pr. 31. december 2026"] || !told["Status for regler er klar: Årsregnskab for regler 2026"] {
			t.Errorf("%d mails, of %v", mails, told)
		}
		if again := o.keepAccounts(letter); again != 0 {
			t.Errorf("told %d times more", again)
		}
		kept := nobody.get(at).is(t, 200)
		kept.has(t, "Gjort op den 2. januar 2027", "6 endelige beslutninger om regler. 3 blev fastholdt, heraf 1 uden en særlig begrundelse", "1 skulle have været set efter igen",
			"Der er ikke registreret noget siden")
		area := nobody.get(at+"?"+url.Values{"area": {"Dagtilbud"}}.Encode()).is(t, 200)
		area.has(t, "Gjort op den 2. januar 2027", "Dagtilbud")
		area.lacks(t, "Bøvl, der blev meldt ind")

		o.on("2027-03-01")
		o.record(2, "2026-12-20", registry.Ruled{Ruling: registry.Repeal, By: council("2026-12-20", "Reglen ophæves."), From: registry.MustDay("2026-12-22"), LateReason: "Referatet kom sent."})
		later := nobody.get(at).is(t, 200)
		later.has(t, "Gjort op den 2. januar 2027", "6 endelige beslutninger", "Ophævet: 0 i regnskabet, 1 i dag", "Endelige beslutninger (Ophævet): 1 i regnskabet, 2 i dag", "Regler ved slutningen: 17 i regnskabet, 16 i dag")
		later.lacks(t, "7 endelige beslutninger")
		nobody.get(web.Path("accounts", texts.English)).is(t, 200).has(t, "Drawn up on 2 January 2027", "Provisional")

		for _, lang := range texts.Langs {
			for _, key := range []string{"period_account_csv", "period_account_xlsx"} {
				rows := nobody.read(web.Path(key, lang, "2026-12-31")).is(t, 200).rows(t)
				if len(rows) < len(workflow.AccountFigures) || len(rows[0]) != 7 {
					t.Errorf("%s in %s: %d rows of %v", key, lang, len(rows), rows[0])
				}
				for _, row := range rows {
					if strings.Contains(strings.Join(row, ""), "⟦") || row[6] == "" {
						t.Errorf("%s in %s: %v", key, lang, row)
					}
				}
			}
			if document := nobody.read(web.Path("period_account_docx", lang, "2026-12-31")).is(t, 200); !strings.HasPrefix(document.body, "PK") {
				t.Errorf("a document in %s: %.20q", lang, document.body)
			}
		}
	})
}

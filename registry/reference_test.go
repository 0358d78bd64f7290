package registry

import (
	"strings"
	"testing"
)

func TestReferencesHaveOneForm(t *testing.T) {
	for in, want := range map[string]string{
		"https://www.retsinformation.dk/eli/lta/2024/988 § 11, stk. 1":         "https://www.retsinformation.dk/eli/lta/2024/988 § 11, stk. 1",
		"http://retsinformation.dk/eli/lta/2024/988/ §11, stk. 1":              "https://www.retsinformation.dk/eli/lta/2024/988 § 11, stk. 1",
		"retsinformation.dk/eli/lta/2024/988":                                  "https://www.retsinformation.dk/eli/lta/2024/988",
		"https://www.retsinformation.dk/eli/lta/2024/988#P11":                  "https://www.retsinformation.dk/eli/lta/2024/988 § 11",
		"https://www.retsinformation.dk/eli/lta/2024/988#id1234":               "https://www.retsinformation.dk/eli/lta/2024/988",
		"  LBK nr 988 af 27/08/2024,  §\u00a09,   stk. 2 ":                     "https://www.retsinformation.dk/eli/lta/2024/988 § 9, stk. 2",
		"lov nr. 265 af 4. marts 2022 § 3":                                     "https://www.retsinformation.dk/eli/lta/2022/265 § 3",
		"Lovbekendtgørelse 2022/265 kapitel 2":                                 "https://www.retsinformation.dk/eli/lta/2022/265 kap. 2",
		"BEK nr. 1000 af 2016 § 3":                                             "https://www.retsinformation.dk/eli/lta/2016/1000 § 3",
		"a20240098829 § 5 b":                                                   "https://www.retsinformation.dk/eli/accn/A20240098829 § 5 b",
		"forordning (EU) 2016/679 artikel 30":                                  "http://data.europa.eu/eli/reg/2016/679 art. 30",
		"Forordning (EF) nr. 852/2004 art 5":                                   "http://data.europa.eu/eli/reg/2004/852 art. 5",
		"direktiv 2000/78/EF, art. 2":                                          "http://data.europa.eu/eli/dir/2000/78 art. 2",
		"https://data.europa.eu/eli/reg/2016/679/oj Artikel 30, stk. 1":        "http://data.europa.eu/eli/reg/2016/679/oj art. 30, stk. 1",
		"Lokal MED-aftale § 9":                                                 "Lokal MED-aftale § 9",
		"https://www.retsinformation.dk/Forms/R0710.aspx?id=206417":            "https://www.retsinformation.dk/Forms/R0710.aspx?id=206417",
		"https://www.retsinformation.dk/eli/lta/2024/988 § 9, stk. 1, 2. pkt.": "https://www.retsinformation.dk/eli/lta/2024/988 § 9, stk. 1, 2. pkt.",
	} {
		got := NormalReference(in)
		if got != want {
			t.Errorf("%q became %q, not %q", in, got, want)
		}
		if again := NormalReference(got); again != got {
			t.Errorf("%q became %q the second time", got, again)
		}
	}
}

func TestReferencesThatCannotBeRead(t *testing.T) {
	const law = "https://www.retsinformation.dk/eli/lta/2024/988"
	for _, c := range []struct {
		reference string
		effect    Effect
		want      Code
	}{
		{law + " § 11", Duty, ""}, {law, Minimum, ""}, {"LBK nr 988 af 27/08/2024 § 11", Permits, ""},
		{"Overenskomst, punkt 3", Agrees, ""}, {"forordning (EU) 2016/679 art. 30", Agrees, ""},
		{"", Duty, CodeRequired}, {"§ 11", Duty, CodeLawForm}, {"Dagtilbudsloven § 11", RequiresLocal, CodeLawForm},
		{"https://www.retsinformation.dk/Forms/R0710.aspx?id=206417 § 3", Duty, CodeNoELI},
		{"https://example.org/aftale", Agrees, CodeNoELI}, {"https://www.retsinformation.dk/eli/lta/24/988 § 1", Duty, CodeNoELI},
		{law + " stk. 1", Duty, CodeProvision}, {law + " § elleve", Duty, CodeProvision}, {law + " det om tilsyn", Duty, CodeProvision},
		{law + " §§ 5-7", Duty, CodeProvisions},
	} {
		err := Basis{Reference: c.reference, Effect: c.effect, From: 1, Until: LastDay}.Check()
		got := Code("")
		if e, ok := err.(*Error); ok {
			got = e.Fields[0].Code
		}
		if got != c.want {
			t.Errorf("%q as %s: %q, want %q", c.reference, c.effect, got, c.want)
		}
	}
	floor := Basis{Reference: law + " § 1", Effect: Duty, From: 1, Until: LastDay, Floor: "Hvert andet år"}
	if e, ok := floor.Check().(*Error); !ok || e.Fields[0].Code != CodeFloorOfMinimum {
		t.Error("a duty has a floor")
	}
}

func TestReferencesWithinAnother(t *testing.T) {
	const law = "https://www.retsinformation.dk/eli/lta/2024/988"
	within := func(in, of string) bool { return strings.HasPrefix(ReferenceKey(in), ReferenceKey(of)) }
	for _, c := range []struct {
		in, of string
		want   bool
	}{
		{law + " § 9", law + " § 9", true}, {law + " § 9, stk. 1, 2. pkt.", law + " § 9", true}, {law + " § 9, stk. 1, 2. pkt.", law + " § 9, stk. 1", true},
		{law + " § 9", law, true}, {law + " § 9", "LBK nr. 988 af 27/08/2024", true}, {law + " § 9 stk 2", law + " §9, Stk. 2", true},
		{law + " § 9 a, stk. 2", law + " § 9", false}, {law + " § 92", law + " § 9", false}, {law + " § 9, stk. 12", law + " § 9, stk. 1", false},
		{law + " § 9", law + " § 9, stk. 1", false}, {law + "8 § 9", law, false}, {law + " § 3 a, stk. 2", law + " § 3a", true},
		{"https://data.europa.eu/eli/reg/2016/679/oj art. 30", "forordning (EU) 2016/679", true},
		{"Lokal MED-aftale § 9", "lokal med-aftale", true}, {law + " § 9, nr. 3, litra b", law + " § 9, nr. 3", true},
	} {
		if got := within(c.in, c.of); got != c.want {
			t.Errorf("%q within %q: %v (%q, %q)", c.in, c.of, got, ReferenceKey(c.in), ReferenceKey(c.of))
		}
	}
}

func FuzzReference(f *testing.F) {
	for _, s := range []string{"LBK nr 988 af 27/08/2024 § 11", "https://www.retsinformation.dk/eli/lta/2024/988#P9a", "direktiv 2000/78/EF", "§§ 1", "a20240098829"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := NormalReference(s)
		if twice := NormalReference(once); twice != once {
			t.Errorf("%q became %q and then %q", s, once, twice)
		}
		if ReferenceKey(s) != ReferenceKey(once) {
			t.Errorf("%q and %q have different keys", s, once)
		}
	})
}

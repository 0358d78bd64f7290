package policies

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// childWord makes the test binary the process that checks.
const childWord = "check-child"

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == childWord {
		os.Exit(CheckChild(os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

func checker(t testing.TB) *Checker {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return &Checker{Command: []string{self, childWord}}
}

// own is the policy that comes with the program as a municipality's own, with its
// tests, and some files in place of its own; an empty one is left out.
func own(t testing.TB, files map[string]string) Bundle {
	t.Helper()
	b := mustMaker(t).BuiltinBundle()
	for _, name := range []string{"in_force_test.rego", "ruling_test.rego"} {
		text, err := os.ReadFile(filepath.Join("rego", name))
		if err != nil {
			t.Fatal(err)
		}
		b[name] = text
	}
	for name, text := range files {
		b[name] = []byte(text)
		if text == "" {
			delete(b, name)
		}
	}
	return b
}

// edited is own with passages replaced by others, and without tests: they would find it first.
func edited(t testing.TB, file string, passages ...string) Bundle {
	t.Helper()
	b := own(t, map[string]string{"in_force_test.rego": "", "ruling_test.rego": ""})
	for i := 0; i < len(passages); i += 2 {
		text, old := string(b[file]), passages[i]
		if strings.Count(text, old) != 1 {
			t.Fatalf("%s holds %q %d times", file, old, strings.Count(text, old))
		}
		b[file] = []byte(strings.Replace(text, old, passages[i+1], 1))
	}
	return b
}

func checked(t testing.TB, c *Checker, b Bundle) ([]byte, registry.PolicyReport) {
	t.Helper()
	source, report, err := c.CheckPolicy(t.Context(), b, registry.DefaultSettings().Canonical())
	if err != nil {
		t.Fatal(err)
	}
	return source, report
}

// The program's own policy passes, so a municipality can begin with it.
func TestTheBuiltinPolicyPassesEveryCheck(t *testing.T) {
	testenv.OneAtATime(t)
	testenv.Long(t)
	source, report := checked(t, checker(t), own(t, nil))
	if !report.Passed() {
		t.Errorf("report %+v", report)
	}
	if builtin, _ := mustMaker(t).Builtin(); !bytes.Equal(source, builtin) {
		t.Error("the source is another than that of the policy itself")
	}
	_, report = checked(t, checker(t), own(t, besideThem))
	if !report.Passed() {
		t.Errorf("with the other policies: %+v", report)
	}
	for _, c := range report.Checks {
		if keyless := c.Name == registry.CheckSignature; (c.Ran == 0) != keyless {
			t.Errorf("%s tried %d", c.Name, c.Ran)
		}
	}
}

// A bad bundle does no harm: it is found out, by the check that is meant for it.
func TestBadBundles(t *testing.T) {
	testenv.OneAtATime(t)
	testenv.Long(t)
	explain := func(body string) Bundle {
		return own(t, map[string]string{"explain.rego": "package omvendt.explain\n\n" + body, "in_force_test.rego": ""})
	}
	list := "[" + strings.TrimSuffix(strings.Repeat("1,", 200), ",") + "]"
	many := "some a in l; some b in l; some c in l; some d in l; some e in l"
	forbidden := map[string]string{"network": "http.send", "environment": "opa.runtime", "clock": "time.now_ns", "chance": "rand.intn"}
	for _, x := range []struct {
		name   string
		bundle Bundle
		check  registry.PolicyCheckName
		code   registry.PolicyFindingCode
		file   string
	}{
		{"broken source", own(t, map[string]string{"explain.rego": "package omvendt.explain\n\nanswer := {"}), registry.CheckCompile, registry.FoundFault, "explain.rego"},
		{"not text", own(t, map[string]string{"explain.rego": "\xff\xfe"}), registry.CheckCompile, registry.FoundFault, "explain.rego"},
		{"no modules", Bundle{".manifest": []byte("{}")}, registry.CheckModules, registry.FoundNoModules, ""},
		{"strange file", own(t, map[string]string{"policy.wasm": "x"}), registry.CheckModules, registry.FoundStrangeFile, "policy.wasm"},
		{"data", own(t, map[string]string{"params/data.json": `{"x": 1}`}), registry.CheckModules, registry.FoundStrangeFile, "params/data.json"},
		{"too long", own(t, map[string]string{"x.rego": "package omvendt.own.x\n#" + strings.Repeat("x", maxSource)}), registry.CheckModules, registry.FoundTooLong, ""},
		{"other package", own(t, map[string]string{"x.rego": "package system.log\n\nx := 1"}), registry.CheckCompile, registry.FoundFault, "x.rego"},
		{"settings replaced", own(t, map[string]string{"x.rego": "package params\n\nx := 1"}), registry.CheckCompile, registry.FoundFault, "x.rego"},
		{"network", own(t, map[string]string{"x.rego": `package omvendt.own.x` + "\n\n" + `x := http.send({"method": "get", "url": "http://127.0.0.1:1/"})`}), registry.CheckCompile, registry.FoundFault, "x.rego"},
		{"environment", own(t, map[string]string{"x.rego": "package omvendt.own.x\n\nx := opa.runtime()"}), registry.CheckCompile, registry.FoundFault, "x.rego"},
		{"clock", own(t, map[string]string{"x.rego": "package omvendt.own.x\n\nx := time.now_ns()"}), registry.CheckCompile, registry.FoundFault, "x.rego"},
		{"chance", own(t, map[string]string{"x.rego": `package omvendt.own.x` + "\n\n" + `x := rand.intn("x", 3)`}), registry.CheckCompile, registry.FoundFault, "x.rego"},
		{"no answer in it", own(t, map[string]string{"explain.rego": "package omvendt.explain", "in_force_test.rego": ""}), registry.CheckAnswers, registry.FoundNoAnswer, ""},
		{"unknown fact", edited(t, "in_force.rego", "input.fact.in_review == true", "input.fact.in_revue == true"), registry.CheckSchema, registry.FoundUnknownInput, "in_force.rego"},
		{"unknown setting", own(t, map[string]string{"x.rego": "package omvendt.own.x\n\nx := data.params.no_such_setting"}), registry.CheckSchema, registry.FoundUnknownInput, "x.rego"},
		{"test fails", own(t, map[string]string{"x_test.rego": "package omvendt.own.x_test\n\ntest_x if 1 == 2"}), registry.CheckTests, registry.FoundTestFailed, "x_test.rego"},
		{"endless evaluation", explain("l := " + list + "\n\nanswer := [1 | " + many + "; a + b + c + d + e == 0; input.on]"), registry.CheckAnswers, registry.FoundTime, ""},
		{"endless test", own(t, map[string]string{"x_test.rego": "package omvendt.own.x_test\n\nl := " + list + "\n\ntest_x if count([1 | " + many + "; a + b + c + d + e == 0]) == 1"}), registry.CheckTests, registry.FoundTestFailed, "x_test.rego"},
		{"undefined", explain(`answer := 1 if input.on == "never"`), registry.CheckAnswers, registry.FoundNoAnswer, ""},
		{"two answers", explain("answer := 1 if input.on\n\nanswer := 2 if input.fact"), registry.CheckAnswers, registry.FoundNoAnswer, ""},
		{"no reason", explain(`answer := {"state": "in_force", "reasons": []}` + "\n\n" + `x := input.on`), registry.CheckAnswers, registry.FoundNoAnswer, ""},
		{"two states", edited(t, "explain.rego", `"state": main.state`, `"state": [main.state, "lapsed"]`), registry.CheckAnswers, registry.FoundNoAnswer, ""},
		{"a day without a state", edited(t, "in_force.rego", "not_in_review if {", "not_in_review if {\n\tinput.on < \"2027-08-01\""), registry.CheckAnswers, registry.FoundNoAnswer, ""},
		{"unknown code", edited(t, "in_force.rego", `{"code": "NOT_IN_REVIEW", "state": "in_force"},`, `{"code": "NOT_IN_REVIEW", "state": "in_force"}, {"code": "BY_GRACE", "state": "in_force"},`), registry.CheckAnswers, registry.FoundUnknownCode, ""},
		{"state duty lapses", edited(t, "in_force.rego", `	input.fact.lapse_date <= input.on
	input.fact.bound_at_end == false`, `	input.fact.lapse_date <= input.on`), registry.CheckStateDuty, registry.FoundDutyEnds, ""},
		{"keeps are ignored", edited(t, "in_force.rego", `{"code": "KEPT_BY_DECISION", "state": "in_force"}`, `{"code": "KEPT_BY_DECISION", "state": "lapsed"}`), registry.CheckKeep, registry.FoundKeepLost, ""},
		{"the council's keep is refused", edited(t, "ruling.rego", `refusals contains "KEEP_LACKS_CRITERIA" if {
	input.offer.rank != "council"`, `refusals contains "KEEP_LACKS_CRITERIA" if {`), registry.CheckKeep, registry.FoundKeepRefused, ""},
		{"a day of its own", edited(t, "in_force.rego", `kept_by_decision if input.fact.standing == "keep"`, `kept_by_decision if {
	input.fact.standing == "keep"
	input.on < "2027-07-13"
}`), registry.CheckDays, registry.FoundOtherDay, ""},
		{"what lapsed returns", edited(t, "in_force.rego", `lapsed_undecided if input.fact.ended == "lapsed"`, `lapsed_undecided if input.fact.ended == "repealed"`,
			"lapse_date_passed if {", "lapse_date_passed if {\n\tinput.fact.ended == \"none\""), registry.CheckEnded, registry.FoundReturned, ""},
		{"hearings are passed by", edited(t, "in_force.rego", `{"code": "HEARING_MISSING", "state": "extended"}`, `{"code": "HEARING_MISSING", "state": "lapsed"}`), registry.CheckHearing, registry.FoundUnheard, ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, report := checked(t, checker(t), x.bundle)
			if report.Passed() {
				t.Fatal("it passed")
			}
			wantFinding(t, report, x.check, x.code, x.file)
			if what, ok := forbidden[x.name]; ok && !strings.Contains(fmt.Sprint(report), what+" is a function of Rego that a policy may not use") {
				t.Errorf("it is not said that %s may not be used: %+v", what, report)
			}
		})
	}
}

func wantFinding(t *testing.T, report registry.PolicyReport, check registry.PolicyCheckName, code registry.PolicyFindingCode, file string) {
	t.Helper()
	for _, c := range report.Checks {
		for _, f := range c.Findings {
			if c.Name == check && f.Code == code && f.File == file {
				return
			}
		}
	}
	t.Errorf("no %s of %s in %q: %+v", code, check, file, report)
}

// What breaks the process that checks breaks no other, and is told for what it is.
func TestBundlesThatBreakTheProcess(t *testing.T) {
	testenv.Long(t)
	if runtime.GOOS != "linux" {
		t.Skip("limits of processes are Linux's")
	}
	list := "[" + strings.TrimSuffix(strings.Repeat("1,", 100), ",") + "]"
	hog := "package omvendt.explain\n\nl := " + list + "\n\nanswer := [[a, b, c, d, input.on] | some a in l; some b in l; some c in l; some d in l]"
	t.Run("memory", func(t *testing.T) {
		if testenv.Race {
			t.Skip("what watches for races takes more memory than the limit")
		}
		c := checker(t)
		c.Limits = CheckLimits{Memory: 200 << 20}
		_, report := checked(t, c, own(t, map[string]string{"explain.rego": hog, "in_force_test.rego": ""}))
		wantFinding(t, report, registry.CheckAnswers, registry.FoundMemory, "")
	})
	t.Run("processor", func(t *testing.T) {
		c := checker(t)
		c.Limits = CheckLimits{CPU: time.Second}
		many := "some a in l; some b in l; some c in l; some d in l; some e in l"
		test := "package omvendt.own.x_test\n\nl := " + list + "\n\ntest_x if count([1 | " + many + "; a + b + c + d + e == 0]) == 1"
		_, report := checked(t, c, own(t, map[string]string{"x_test.rego": test}))
		last := report.Checks[len(report.Checks)-1] // a starved machine may have come further
		if last.Ran != 0 || len(last.Findings) != 1 || last.Findings[0].Code != registry.FoundTime {
			t.Errorf("report %+v", report)
		}
	})
	t.Run("clock on the wall", func(t *testing.T) {
		c := checker(t)
		c.Limits = CheckLimits{Wall: time.Millisecond}
		_, _, err := c.CheckPolicy(t.Context(), own(t, nil), registry.DefaultSettings().Canonical())
		if registry.CodeOf(err) != registry.CodePolicyFailed { // nothing had begun
			t.Errorf("error %v", err)
		}
	})
	for name, text := range map[string]string{
		"lists":       "package omvendt.own.x\n\nx := " + strings.Repeat("[", 300_000) + strings.Repeat("]", 300_000),
		"parentheses": "package omvendt.own.x\n\nx := " + strings.Repeat("(", 300_000) + "1" + strings.Repeat(")", 300_000),
		"rules":       "package omvendt.own.x\n\nx := " + strings.Repeat("[y | y := ", 60_000) + "1" + strings.Repeat("]", 60_000),
	} {
		t.Run("nested "+name, func(t *testing.T) {
			_, report := checked(t, checker(t), own(t, map[string]string{"x.rego": text}))
			if report.Passed() || report.Checks[len(report.Checks)-1].Name != registry.CheckCompile {
				t.Errorf("report %+v", report)
			}
		})
	}
	t.Run("the asker gives up", func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if _, _, err := checker(t).CheckPolicy(ctx, own(t, nil), nil); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
}

func TestSignatures(t *testing.T) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	key := Key{PEM: string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}))}
	secret := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(private)}))
	signed := func(with string, files Bundle) Bundle {
		var list []bundle.FileInfo
		for name, text := range files {
			sum := sha256.Sum256(text)
			list = append(list, bundle.FileInfo{Name: name, Hash: hex.EncodeToString(sum[:]), Algorithm: "SHA-256"})
		}
		algorithm := "RS256"
		if !strings.Contains(with, "PRIVATE") {
			algorithm = "HS256"
		}
		token, err := bundle.GenerateSignedToken(list, bundle.NewSigningConfig(with, algorithm, ""), "key")
		if err != nil {
			t.Fatal(err)
		}
		b := Bundle{signatures: []byte(`{"signatures": ["` + token + `"]}`)}
		for name, text := range files {
			b[name] = text
		}
		return b
	}
	if found := key.verify(signed(secret, own(t, nil))); found != nil {
		t.Errorf("a good signature: %v", found)
	}
	changed := signed(secret, own(t, nil))
	changed["explain.rego"] = append(changed["explain.rego"], '\n')
	more := signed(secret, own(t, nil))
	more["more.rego"] = []byte("package omvendt.more\n\nx := 1\n")
	fewer := signed(secret, own(t, nil))
	delete(fewer, "ruling_test.rego")
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	stranger := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(other)}))
	for name, x := range map[string]struct {
		bundle Bundle
		code   registry.PolicyFindingCode
	}{
		"unsigned":           {own(t, nil), registry.FoundUnsigned},
		"changed since":      {changed, registry.FoundForged},
		"a file more":        {more, registry.FoundForged},
		"a file fewer":       {fewer, registry.FoundForged},
		"another key":        {signed(stranger, own(t, nil)), registry.FoundForged},
		"the key as secret":  {signed(key.PEM, own(t, nil)), registry.FoundForged},
		"no signature in it": {Bundle{signatures: []byte("{}")}, registry.FoundForged},
		"another verifier":   {Bundle{signatures: []byte(`{"signatures": ["x.y.z"], "plugin": "mine"}`)}, registry.FoundForged},
		"no JSON":            {Bundle{signatures: []byte("x")}, registry.FoundForged},
	} {
		if found := key.verify(x.bundle); len(found) != 1 || found[0].Code != x.code {
			t.Errorf("%s: %v", name, found)
		}
	}
	c := checker(t)
	c.Key = key
	source, report := checked(t, c, own(t, nil))
	if wantFinding(t, report, registry.CheckSignature, registry.FoundUnsigned, ""); source != nil {
		t.Error("an unsigned bundle was looked into")
	}
}

// packed is a .tar.gz of entries.
func packed(t *testing.T, entries ...tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	gz := gzip.NewWriter(&b)
	w := tar.NewWriter(gz)
	for _, h := range entries {
		text := strings.Repeat("x", int(h.Size))
		h.Mode = 0o600
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), gz.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestBundlesThatAreNotRead(t *testing.T) {
	testenv.OneAtATime(t)
	file := func(name string, size int64) tar.Header {
		return tar.Header{Name: name, Size: size, Typeflag: tar.TypeReg}
	}
	var hundreds []tar.Header
	for i := range maxBundleFiles + 1 {
		hundreds = append(hundreds, file("f"+strings.Repeat("x", i%150)+string(rune('a'+i/150))+".rego", 1))
	}
	for name, x := range map[string]struct {
		bundle []byte
		code   registry.Code
	}{
		"empty":           {nil, registry.CodePolicyForm},
		"text":            {[]byte("package omvendt.x"), registry.CodePolicyForm},
		"no files":        {packed(t), registry.CodePolicyForm},
		"cut off":         {packed(t, file("a.rego", 100_000))[:60], registry.CodePolicyForm},
		"climbs out":      {packed(t, file("../../etc/passwd", 1)), registry.CodePolicyFile},
		"climbs midway":   {packed(t, file("a/../../b.rego", 1)), registry.CodePolicyFile},
		"backslashes":     {packed(t, file(`..\..\b.rego`, 1)), registry.CodePolicyFile},
		"link":            {packed(t, tar.Header{Name: "a.rego", Linkname: "/etc/passwd", Typeflag: tar.TypeSymlink}), registry.CodePolicyFile},
		"twice":           {packed(t, file("a.rego", 1), file("./a.rego", 1)), registry.CodePolicyFile},
		"huge":            {packed(t, file("a.rego", maxBundle+1)), registry.CodePolicyLarge},
		"huge together":   {packed(t, file("a.rego", maxBundle), file("b.rego", 1)), registry.CodePolicyLarge},
		"bomb":            {packed(t, file("a.rego", 64<<20)), registry.CodePolicyLarge},
		"very many files": {packed(t, hundreds...), registry.CodePolicyLarge},
	} {
		if b, err := ReadBundle(bytes.NewReader(x.bundle)); registry.CodeOf(err) != x.code || b != nil && err == nil {
			t.Errorf("%s: %d files, %v", name, len(b), err)
		}
	}
	b, err := ReadBundle(bytes.NewReader(packed(t, tar.Header{Name: "./", Typeflag: tar.TypeDir}, file("/a.rego", 2), file("./b/c.rego", 1))))
	if err != nil || len(b) != 2 || string(b["a.rego"]) != "xx" || string(b["b/c.rego"]) != "x" {
		t.Errorf("got %v, %v", b, err)
	}
}

func TestBundlesOfADirectory(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "sub", "a.rego"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".git/HEAD", ".DS_Store", ".manifest"} {
		if err := errors.Join(os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o700), os.WriteFile(filepath.Join(dir, name), []byte("{}"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if b, err := ReadBundlePath(dir); err != nil || string(b["sub/a.rego"]) != "x" || len(b) != 2 {
		t.Errorf("got %v, %v", b, err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "b.rego")); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadBundlePath(dir); registry.CodeOf(err) != registry.CodePolicyFile {
		t.Errorf("a link: %v", err)
	}
	if _, err := ReadBundlePath(filepath.Join(dir, "none")); registry.CodeOf(err) != registry.CodeFileUnreadable {
		t.Errorf("nothing there: %v", err)
	}
}

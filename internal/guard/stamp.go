package guard

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// Stamp says when a form was first shown, signed for that form alone, so that each
// answer costs whoever sends it a form and a little time. No two are alike. Nothing of
// it is stored.
func (g *Guard) Stamp(form string) string {
	begun := strconv.FormatInt(g.now().Unix(), 10) + "." + rand.Text()
	return begun + "." + g.sign("form", form, begun)
}

// begun is when a form was first shown; false when the stamp is none of ours for it.
func (g *Guard) begun(stamp, form string) (time.Time, bool) {
	cut := max(strings.LastIndexByte(stamp, '.'), 0)
	begun, signed := stamp[:cut], strings.TrimPrefix(stamp[cut:], ".")
	at, _, _ := strings.Cut(begun, ".")
	seconds, err := strconv.ParseInt(at, 10, 64)
	return time.Unix(seconds, 0), err == nil && hmac.Equal([]byte(signed), []byte(g.sign("form", form, begun)))
}

// Stamped says that a stamp is ours, for this form.
func (g *Guard) Stamped(stamp, form string) bool {
	_, ok := g.begun(stamp, form)
	return ok
}

// TooQuick says that nobody can have filled the form in since it was shown, or that
// nothing says when it was. One from the future was made by another server whose clock
// is ahead.
func (g *Guard) TooQuick(stamp, form string) bool {
	at, ok := g.begun(stamp, form)
	took := g.now().Sub(at)
	return g.quickest > 0 && (!ok || took >= 0 && took < g.quickest)
}

func (g *Guard) sign(what string, parts ...string) string {
	mac := hmac.New(sha256.New, g.secret)
	mac.Write([]byte(what + " " + strings.Join(parts, " ")))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// userAddresses and userPlaces are the pages of those who sign in.
var (
	userAddresses = map[string]address{
		"work_users": {texts.Danish: "/arbejde/brugere", texts.English: "/en/desk/users"},
		"work_user":  {texts.Danish: "/arbejde/brugere/{user}", texts.English: "/en/desk/users/{user}"},
	}
	userPlaces = map[string]place{
		"work_users": {permission: "govern", show: (*visit).users, forms: map[string]form{
			"": {operation: "create-user", send: (*visit).addUser},
		}},
		"work_user": {permission: "govern", show: (*visit).user, forms: map[string]form{
			"":     {operation: "edit-user", send: (*visit).editUser},
			"shut": {operation: "close-user", send: (*visit).closeUser},
			"open": {operation: "reopen-user", send: (*visit).reopenUser},
		}},
	}
)

const (
	usersPerPage = 100
	mostGrants   = 20 // that a form has room for
)

type usersPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Grants     []GrantRow
	Users      []UserLine
	Next       string // address of the next page; empty on the last
	Start      string // of the first; empty on it
}

// UserLine is somebody who signs in, or once did.
type UserLine struct {
	ID, Name, Email string
	Roles           []Phrase
	Closed          bool
}

// GrantRow is where a role and what it reaches are written.
type GrantRow struct {
	Head                         string
	Limited                      bool // to a part of the municipality
	Role, Areas, Units, KLE, Own Field
}

func (v *visit) users() (answer, error) { return v.usersPage(v.form("", "user.")) }

func (v *visit) addUser() (answer, error) {
	f := v.form("", "user.")
	grants, rows, err := v.saidGrants()
	var u registry.User
	if err == nil {
		u, err = v.Register.AddUser(v.r.Context(), v.act, registry.User{Name: v.said("name"), Email: v.said("email"), Grants: grants})
	}
	if f.refused(v, err, rows...) {
		return v.usersPage(f)
	}
	return v.done("saved", "work_user", string(u.ID)), err
}

func (v *visit) usersPage(f Form) (answer, error) {
	all, err := v.Register.Users(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	p := usersPage{Page: v.shell(v.text("user.list"))}
	p.Grants = p.grantRows(&f, nil)
	p.Form, p.Complaints, p.Wrong = f, f.Complaints, f.Failed()
	after := v.r.URL.Query().Get("after")
	at := 1 + slices.IndexFunc(all, func(u registry.User) bool { return string(u.ID) == after }) // one that is not there: from the start
	if at > 0 {
		p.Start = p.To("work_users")
	}
	if all = all[at:]; len(all) > usersPerPage {
		all = all[:usersPerPage]
		p.Next = p.To("work_users") + "?after=" + string(all[usersPerPage-1].ID)
	}
	for _, u := range all {
		p.Users = append(p.Users, p.userLine(u))
	}
	return answer{status: f.Status, template: "users", data: p}, nil
}

func (p Page) userLine(u registry.User) UserLine {
	line := UserLine{ID: string(u.ID), Name: u.Name, Email: u.Email, Closed: !u.Active}
	for _, g := range u.Grants {
		role := Phrase{Before: capital(p.Lang.Name("role", g.Role)), Danish: strings.Join(slices.Concat(g.Scope.Areas, g.Scope.Units, g.Scope.KLE), ", ")}
		if role.Danish != "" {
			role.Before += ": "
		}
		if g.Scope.Own {
			role.After = ", " + p.T("user.own_short")
		}
		line.Roles = append(line.Roles, role)
	}
	return line
}

// saidGrants are the roles that were chosen, and which row of the form each stands in,
// as pairs for refused.
func (v *visit) saidGrants() (grants []registry.Grant, rows []string, err error) {
	var c registry.Checks
	for n := range mostGrants {
		at := fmt.Sprintf("grants[%d].", n)
		g := registry.Grant{Role: v.said(at + "role"), Scope: registry.Scope{Areas: lines(v.said(at + "areas")),
			Units: lines(v.said(at + "units")), KLE: lines(v.said(at + "kle")), Own: v.ticked(at + "own")}}
		checkLines(&c, at+"areas", g.Scope.Areas)
		checkLines(&c, at+"units", g.Scope.Units)
		checkLines(&c, at+"kle", g.Scope.KLE)
		switch limited := g.Scope.Own || len(g.Scope.Areas)+len(g.Scope.Units)+len(g.Scope.KLE) > 0; {
		case g.Role != "":
			sent := fmt.Sprintf("grants[%d].", len(grants))
			rows = append(rows, sent+"role", at+"role")
			grants = append(grants, g)
		case limited:
			c.Fail(at+"role", registry.CodeRequired)
		}
	}
	return grants, append(rows, "grants", "grants[0].role"), c.Err()
}

// checkLines complains once of a field of several lines, whichever of them are wrong.
func checkLines(c *registry.Checks, field string, all []string) {
	for _, line := range all {
		var one registry.Checks
		one.Text(field, line, registry.LimitName, true)
		if err := one.Err(); err != nil {
			c.Take("", err)
			return
		}
	}
}

// grantRows are the rows of a form of roles: what stands, what was typed, and one more.
func (p Page) grantRows(f *Form, stands []registry.Grant) []GrantRow {
	count := len(stands)
	for n := range mostGrants {
		if f.Value(fmt.Sprintf("grants[%d].role", n)) != "" {
			count = max(count, n+1)
		}
	}
	roles := []Option{{Text: p.T("user.no_role")}}
	for _, r := range registry.Roles {
		roles = append(roles, Option{Value: r, Text: capital(p.Lang.Name("role", r))})
	}
	var rows []GrantRow
	labels := map[string]string{}
	for n := range min(count+1, mostGrants) {
		at := fmt.Sprintf("grants[%d].", n)
		row := GrantRow{Head: p.T("user.grant", "n", p.Number(n+1)), Role: f.Select(at+"role", roles).Labelled(p.T("user.role")),
			Areas: f.Prose(at+"areas", 2).Labelled(p.T("user.areas")).Hinted(p.T("user.areas_hint")).Free(), Units: f.Prose(at+"units", 2).Labelled(p.T("user.units")).Hinted(p.T("user.units_hint")).Free(),
			KLE: f.Prose(at+"kle", 1).Labelled(p.T("user.kle")).Hinted(p.T("user.kle_hint")).Free(), Own: f.Check(at + "own").Labelled(p.T("user.own"))}
		row.Limited = row.Own.Chosen || f.any(at+"areas", at+"units", at+"kle")
		if n > 0 {
			row.Role = row.Role.Free()
		}
		for _, d := range []Field{row.Role, row.Areas, row.Units, row.KLE, row.Own} {
			labels[d.ID] = row.Head + ", " + d.Label
		}
		rows = append(rows, row)
	}
	f.name(labels)
	return rows
}

type userPage struct {
	Page
	Complaints []Complaint
	User       UserLine
	Form       Form
	Grants     []GrantRow
	Shut, Open Form
	Posts      []Crumb // that the user answers for
}

// userForms are the forms of a user's page.
type userForms struct{ edit, shut, open Form }

func (v *visit) userForms() *userForms {
	return &userForms{v.form("", "user."), v.form("shut", "user."), v.form("open", "user.")}
}

// user shows what somebody who signs in may do.
func (v *visit) user() (answer, error) { return v.userPage(v.userForms()) }

func (v *visit) editUser() (answer, error) {
	f := v.userForms()
	grants, rows, err := v.saidGrants()
	if err == nil {
		_, err = v.Register.EditUser(v.r.Context(), v.act, registry.UserID(v.name), v.saidEdit(), v.said("name"), v.said("email"), grants)
	}
	if f.edit.refused(v, err, rows...) {
		return v.userPage(f)
	}
	return v.done("saved", "work_user", v.name), err
}

func (v *visit) closeUser() (answer, error) {
	f := v.userForms()
	var c registry.Checks
	if !v.ticked("sure") {
		c.Fail("sure", registry.CodeRequired)
	}
	err := c.Err()
	if err == nil {
		_, err = v.Register.CloseUser(v.r.Context(), v.act, registry.UserID(v.name), v.saidEdit())
	}
	if f.shut.refused(v, err) {
		return v.userPage(f)
	}
	return v.done("shut", "work_user", v.name), err
}

func (v *visit) reopenUser() (answer, error) {
	f := v.userForms()
	_, err := v.Register.ReopenUser(v.r.Context(), v.act, registry.UserID(v.name), v.saidEdit())
	if f.open.refused(v, err) {
		return v.userPage(f)
	}
	return v.done("let_in", "work_user", v.name), err
}

func (v *visit) userPage(f *userForms) (answer, error) {
	u, err := v.Register.User(v.r.Context(), registry.UserID(v.name))
	if err != nil {
		return answer{}, err
	}
	posts, err := v.Register.Posts(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	p := userPage{Page: v.shell(u.Name), User: Page{Lang: v.lang}.userLine(u)}
	p.TitleIsData = true
	p.Crumbs = append(p.Crumbs, Crumb{p.T("user.list"), p.To("work_users")})
	for _, a := range posts {
		if slices.Contains(a.Post.People(), u.ID) {
			p.Posts = append(p.Posts, Crumb{a.Post.Name, p.To("work_post", string(a.Post.ID))})
		}
	}
	edit := strconv.Itoa(u.Edit)
	f.edit.stands(edit, Phrase{}, append(typedFields("name", u.Name, "email", u.Email), p.grantsStand(u.Grants)...))
	f.shut.stands(edit, Phrase{}, nil)
	f.open.stands(edit, Phrase{}, nil)
	p.Grants = p.grantRows(&f.edit, u.Grants)
	p.Form, p.Shut, p.Open = f.edit, f.shut, f.open
	p.Complaints = slices.Concat(f.edit.Complaints, f.shut.Complaints, f.open.Complaints)
	status := max(f.edit.Status, f.shut.Status, f.open.Status)
	p.Wrong = status != 0
	return answer{status: status, template: "user", data: p}, nil
}

// grantsStand is what stands in the rows of a user's roles.
func (p Page) grantsStand(grants []registry.Grant) (all []standing) {
	role := func(value string) string {
		if value == "" {
			return p.T("user.no_role")
		}
		return p.Lang.Name("role", value)
	}
	own := func(value string) string {
		return p.T("setting." + map[bool]string{true: "yes", false: "no"}[value == "yes"])
	}
	for n := range mostGrants {
		var g registry.Grant
		if n < len(grants) {
			g = grants[n]
		}
		at, head := fmt.Sprintf("grants[%d].", n), p.T("user.grant", "n", p.Number(n+1))+", "
		add := func(field, text, label string, name func(string) string) {
			all = append(all, standing{field: at + field, text: text, label: head + p.T("user."+label), name: name})
		}
		add("role", g.Role, "role", role)
		add("areas", strings.Join(g.Scope.Areas, "\n"), "areas", nil)
		add("units", strings.Join(g.Scope.Units, "\n"), "units", nil)
		add("kle", strings.Join(g.Scope.KLE, "\n"), "kle", nil)
		add("own", tick(g.Scope.Own), "own", own)
	}
	return all
}

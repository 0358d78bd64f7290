// Package web is the pages: the public register, and behind sign-in the work
// desk. Plain HTML and forms; what little script the desk has, nothing rests on.
//
// Each page has one file with its struct and the method that fills it, and one
// template of the same name. What every page has is in page.go, the addresses in
// both languages are in addresses.go, what every answer goes through (headers,
// compression, errors) is in web.go, who is signed in is in session.go, and what
// pages behind sign-in and forms share is in staff.go and form.go.
//
// # A page
//
// A page has a key, such as "work_rule", in two tables: its address in each
// language (workAddresses, ...) and its place (workPlaces, ...):
//
//	"work_meeting": {texts.Danish: "/arbejde/moeder/{meeting}", texts.English: "/en/desk/meetings/{meeting}"},
//
//	"work_meeting": {permission: "meet", show: (*visit).meeting, forms: map[string]form{
//		"item":  {operation: "add-item", send: (*visit).addItem},
//		"close": {operation: "close-meeting", send: (*visit).closeMeeting},
//	}},
//
// A place with a permission is behind sign-in: who is not signed in goes to the
// sign-in page and afterwards where they wanted to go; whom the policy refuses
// reads why (403). show answers GET; forms answer POST, chosen by the hidden
// field "form" ("" is the form of a page that has one). A form asks the policy
// with its own operation and permission; the permission is the page's unless it
// names another. A place can name a second permission (or) that opens it as well;
// its reader then reaches what either of them reaches. A place without a
// permission is public. One that is anonymous never looks at the session, so that
// nothing in it can know who is there.
//
// Methods find in the visit:
//
//   - v.names: the values of the address's {names}; v.name is the first. A {slug} is
//     one that a review or a consultation can have; with any other no method is called.
//   - v.act: actor, reach, operation, request id and, in a form, Retry from the
//     hidden field "submission"; pass it to the services. In an anonymous place
//     actor and request id are empty. v.act.Reach is what the actor reaches
//     with the permission: filter with Reach.Has.
//   - v.may(permission): whether the reader may do that as well, for links and
//     forms that only some see.
//   - v.said(field): what was sent, trimmed, with plain line breaks.
//
// # A form
//
//	func (v *visit) newMeeting() (answer, error) { return v.meetingForm(v.form("", "meeting.")) }
//
//	func (v *visit) createMeeting() (answer, error) {
//		f := v.form("", "meeting.")              // holds what was typed
//		var c registry.Checks
//		n := workflow.NewMeeting{Day: v.saidDay(&c, "day"), Place: v.said("place")}
//		err := c.Err()
//		if err == nil {
//			_, err = v.Workflow.CreateMeeting(v.r.Context(), v.act, n)
//		}
//		if f.refused(v, err) {                    // the writer can mend it
//			return v.meetingForm(f)
//		}
//		return v.done("saved", "work_meetings"), err
//	}
//
//	func (v *visit) meetingForm(f Form) (answer, error) {
//		f.preset("place", "Byrådssalen")         // stands there until something is typed
//		p := meetingPage{Page: v.shell(v.text("meeting.new")), Form: f}
//		p.Wrong, p.Complaints = f.Failed(), f.Complaints
//		return answer{status: f.Status, template: "meeting-form", data: p}, nil
//	}
//
// The first argument of v.form is the form's name (its key in forms), the second
// the beginning of its texts' keys: field "place" has the label web.meeting.place
// and, if there is one, the hint web.meeting.place_hint. In the template:
//
//	{{template "complaints" .}}<form class="form" method="post">{{template "hidden" .Form}}
//	  {{template "line" (.Form.Line "title")}}
//	  {{template "line" (.Form.Line "place").Optional}}
//	  {{template "line" (.Form.Date "day")}}
//	  {{template "prose" (.Form.Prose "words" 6)}}
//	  {{template "select" (.Form.Select "kind" .Kinds)}}
//	  {{template "radios" (.Form.Select "choice" .Choices)}}   cards that all look alike
//	  {{template "check" (.Form.Check "lapses")}}
//	  <div class="button-row"><button class="button button-primary" type="submit">{{.T "meeting.save"}}</button></div>
//	</form>
//
// Names of fields are those that the domain's errors name ("decision.words"), so
// that complaints find them; f.refused takes pairs for those that differ:
// f.refused(v, err, "scope", "area"). A field's id is its name, with the form's
// name and "-" before it where the form has a name. f.Edit is the hidden field
// "edit": set it when the form is first shown (f.preset("edit", ...)), read it
// with v.saidEdit(). Where others can change the same, f.stands(edit, ...) says what
// stands in the fields: somebody who was overtaken then sees both texts and chooses
// (others.go).
//
// A step that asks to confirm shows a form of its own with {{template "carried"
// .Form}}: all that was sent, hidden; v.carriedForm reads it in the form that
// comes next.
//
// v.done(code, page, names...) answers a form that was stored (303); the page
// shows the text web.notice.<code> once. Codes are the texts there are.
//
// What is sent may take 1 MiB (form.limit says otherwise), so that the domain says
// which text is too long and the form is shown again. Everything shown to
// somebody signed in is no-store. Pages for the work desk's list stand in
// deskParts (desk.go) with the texts web.desk.<page> and web.desk.<page>_note.
package web

package web_test

import (
	"context"

	"github.com/omvendt/omvendt/registry"
)

// mailed are the states of mails: one sent, one refused, one that waits for another try.
func (o *town) mailed(w *worker) []state {
	ctx := context.Background()
	u, err := o.register.AddUser(ctx, act, registry.User{Name: "Åse Østergård", Email: "aase@example.org", Grants: []registry.Grant{{Role: "owner"}}})
	o.must(err)
	to := registry.Act{Actor: registry.Actor{Name: u.Name, User: u.ID}, Operation: "try-mail"}
	var ids []string
	for _, fault := range []string{"", "mail: refused: mail: client failed to send RCPT TO to server, code 550", "mail: dial tcp 192.0.2.1:587: connect: connection refused", "-"} {
		_, err := o.register.TryMail(ctx, to, "da", "Prøve fra regelregisteret", "Kære læser\n\nDette er en prøve.\n\nhttps://regler.kommune.example/arbejde\n")
		o.must(err)
		if fault == "-" {
			break
		}
		m, _, err := o.register.TakeMail(ctx)
		o.must(err)
		o.must(o.register.MailDone(ctx, m, fault, len(ids) == 1))
		ids = append(ids, string(m.ID))
	}
	return []state{
		{page: "work_mails", name: "normal", by: w},
		{page: "work_mails", name: "filtered", by: w, query: "state=failed"},
		{page: "work_mail", name: "normal", by: w, names: ids[:1]},
		{page: "work_mail", name: "normal, refused", by: w, names: ids[1:2]},
		{page: "work_mail", name: "normal, waits", by: w, names: ids[2:3]},
		{page: "work_mail", name: "not there", by: w, names: []string{"findes-ikke"}, status: 404},
	}
}

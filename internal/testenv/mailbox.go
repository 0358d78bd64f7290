package testenv

import (
	"bufio"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"testing"
)

// Mail is what a Mailbox got, decoded.
type Mail struct {
	From, To string // as the server was told them
	Header   mail.Header
	Subject  string
	Text     string
}

// Mailbox is a mail server on this machine that knows no TLS and takes any mail.
type Mailbox struct {
	Address  string    // HOST:PORT
	Received chan Mail // up to 100
}

// NewMailbox starts a mail server, which stops after the test. It refuses readers
// whose address begins with "refused", in words that repeat the address.
func NewMailbox(t testing.TB) *Mailbox {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	b := &Mailbox{listener.Addr().String(), make(chan Mail, 100)}
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go b.talk(c)
		}
	}()
	return b
}

// talk follows RFC 5321 as far as a well-behaved client needs it.
func (b *Mailbox) talk(c net.Conn) {
	defer c.Close()
	in := bufio.NewReader(c)
	say := func(line string) { _, _ = io.WriteString(c, line+"\r\n") }
	say("220 mailbox.example ready")
	var m Mail
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSpace(line)
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		switch verb {
		case "EHLO", "HELO", "RSET", "NOOP":
			say("250 mailbox.example")
		case "MAIL":
			m = Mail{From: between(line)}
			say("250 ok")
		case "RCPT":
			if m.To = between(line); strings.HasPrefix(m.To, "refused") {
				say("550 5.1.1 no such reader: " + m.To)
				continue
			}
			say("250 ok")
		case "DATA":
			say("354 go on")
			if err := m.read(in); err != nil {
				say("554 " + err.Error())
				continue
			}
			b.Received <- m
			say("250 ok")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("502 not here")
		}
	}
}

func between(line string) string {
	_, address, _ := strings.Cut(line, "<")
	address, _, _ = strings.Cut(address, ">")
	return address
}

// read reads a message up to the line with a dot.
func (m *Mail) read(in *bufio.Reader) error {
	var raw strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return err
		}
		if line == ".\r\n" {
			break
		}
		raw.WriteString(strings.TrimPrefix(line, "."))
	}
	message, err := mail.ReadMessage(strings.NewReader(raw.String()))
	if err != nil {
		return err
	}
	body := message.Body
	if message.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	m.Header, m.Text = message.Header, strings.ReplaceAll(string(text), "\r\n", "\n")
	m.Subject, err = new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	return err
}

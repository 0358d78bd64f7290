package storage

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun/driver/pgdriver"
)

// pgReadTimeout replaces the 10 seconds of pgdriver, which would cut off a
// migration or a wait for a lock in the middle.
const pgReadTimeout = 5 * time.Minute

const pgPort = "5432"

// pgConnector reads a PostgreSQL address in one of two forms:
//
//	postgres://USER[:PASSWORD]@HOST[:PORT]/DATABASE[?sslmode=MODE]
//	postgres://USER[:PASSWORD]@/DATABASE?host=/SOCKET/DIRECTORY[&port=PORT]
//
// The second form speaks plain text over a Unix socket. Over the network
// sslmode is verify-full unless the address says require (encrypted, the
// server is not verified) or disable. sslrootcert names a file of trusted
// certificates, connect_timeout and read_timeout are durations such as 5s and
// application_name is shown by the server. Anything else is refused, and the
// PG* environment variables are not read, so that the address alone tells
// which database is used. No error repeats the address: it may hold a password.
// A lock is waited for as long as patience lasts.
func pgConnector(dsn string, patience time.Duration) (*pgdriver.Connector, error) {
	u, err := url.Parse(dsn)
	if err != nil {
		return nil, errors.New("the PostgreSQL address is not a valid URL; special characters in the password must be percent-encoded")
	}
	if u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return nil, errors.New("the PostgreSQL address must begin with postgres://")
	}
	user := u.User.Username()
	if user == "" {
		return nil, errors.New("the PostgreSQL address names no user: postgres://USER@HOST/DATABASE")
	}
	database := strings.TrimPrefix(u.Path, "/")
	if database == "" || strings.Contains(database, "/") {
		return nil, errors.New("the PostgreSQL address names no database: postgres://USER@HOST/DATABASE")
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, errors.New("the part of the PostgreSQL address after ? is not valid")
	}
	settings := pgSettings{query}
	opts := []pgdriver.Option{
		pgdriver.WithUser(user),
		// Set also when empty, so that nothing is inherited from elsewhere.
		pgdriver.WithPassword(passwordOf(u)),
		pgdriver.WithDatabase(database),
		pgdriver.WithReadTimeout(pgReadTimeout),
		// What is asked ends early, which the server does not foresee: it would compile a
		// question for longer than it takes to answer.
		pgdriver.WithConnParams(map[string]any{"jit": "off", "lock_timeout": patience.Milliseconds()}),
	}
	if name := settings.take("application_name"); name != "" {
		opts = append(opts, pgdriver.WithApplicationName(name))
	}
	waits, err := settings.timeouts()
	if err != nil {
		return nil, err
	}
	place, err := settings.place(u)
	if err != nil {
		return nil, err
	}
	for name := range settings.Values {
		return nil, fmt.Errorf("the PostgreSQL address has an unknown setting %q", name)
	}
	return pgdriver.NewConnector(slices.Concat(opts, waits, place)...), nil
}

// pgSettings are what stands after the ? of an address, and is not taken yet.
type pgSettings struct{ url.Values }

func (s pgSettings) take(name string) string {
	value := s.Get(name)
	s.Del(name)
	return value
}

func (s pgSettings) timeouts() ([]pgdriver.Option, error) {
	var opts []pgdriver.Option
	for _, o := range []struct {
		name string
		set  func(time.Duration) pgdriver.Option
	}{
		{"connect_timeout", pgdriver.WithDialTimeout},
		{"read_timeout", pgdriver.WithReadTimeout},
	} {
		text := s.take(o.name)
		if text == "" {
			continue
		}
		d, err := time.ParseDuration(text)
		if err != nil || d <= 0 {
			return nil, fmt.Errorf("%s of the PostgreSQL address must be a duration such as 5s", o.name)
		}
		opts = append(opts, o.set(d))
	}
	return opts, nil
}

// place is where the server is, and how to speak with it there.
func (s pgSettings) place(u *url.URL) ([]pgdriver.Option, error) {
	dir, port := s.take("host"), s.take("port")
	switch {
	case dir != "" && u.Host != "":
		return nil, errors.New("the PostgreSQL address names both a host and a socket directory (host=)")
	case dir != "":
		return s.socket(dir, port)
	case u.Hostname() == "":
		return nil, errors.New("the PostgreSQL address names neither a host nor a socket directory (host=/PATH)")
	case port != "":
		return nil, errors.New("port= of the PostgreSQL address only goes with a socket directory (host=)")
	}
	if port = u.Port(); port == "" {
		port = pgPort
	}
	config, err := pgTLS(u.Hostname(), s.take("sslmode"), s.take("sslrootcert"))
	if err != nil {
		return nil, err
	}
	return []pgdriver.Option{
		pgdriver.WithNetwork("tcp"),
		pgdriver.WithAddr(net.JoinHostPort(u.Hostname(), port)),
		pgdriver.WithTLSConfig(config),
	}, nil
}

func (s pgSettings) socket(dir, port string) ([]pgdriver.Option, error) {
	if !filepath.IsAbs(dir) {
		return nil, errors.New("host= of the PostgreSQL address must be the absolute path of the socket directory")
	}
	if port == "" {
		port = pgPort
	}
	if s.take("sslmode") != "" || s.take("sslrootcert") != "" {
		return nil, errors.New("sslmode and sslrootcert do not apply to a PostgreSQL socket")
	}
	return []pgdriver.Option{
		pgdriver.WithNetwork("unix"),
		pgdriver.WithAddr(filepath.Join(dir, ".s.PGSQL."+port)),
		pgdriver.WithInsecure(true),
	}, nil
}

func passwordOf(u *url.URL) string {
	password, _ := u.User.Password()
	return password
}

// pgTLS returns nil for an unencrypted connection. The modes of libpq that
// fall back to plain text without a word (allow, prefer) are refused.
func pgTLS(host, mode, rootCert string) (*tls.Config, error) {
	if rootCert != "" && mode != "" && mode != "verify-full" {
		return nil, errors.New("sslrootcert of the PostgreSQL address goes with sslmode=verify-full")
	}
	switch mode {
	case "disable":
		return nil, nil
	case "require":
		return &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12}, nil
	case "", "verify-full":
	default:
		return nil, errors.New("sslmode of the PostgreSQL address must be verify-full, require or disable")
	}
	config := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if rootCert != "" {
		pem, err := os.ReadFile(rootCert)
		if err != nil {
			return nil, fmt.Errorf("sslrootcert of the PostgreSQL address: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, errors.New("sslrootcert of the PostgreSQL address holds no certificate")
		}
	}
	return config, nil
}

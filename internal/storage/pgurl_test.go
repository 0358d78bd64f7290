package storage

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
)

func TestPgConnectorNetwork(t *testing.T) {
	// The environment must not decide what the address leaves out.
	t.Setenv("PGUSER", "someone")
	t.Setenv("PGDATABASE", "something")
	t.Setenv("PGHOST", "elsewhere.example")

	for _, c := range []struct {
		dsn, addr, password string
		serverName          string
		plain, unverified   bool
	}{
		{dsn: "postgres://anna@db.example/rules", addr: "db.example:5432", serverName: "db.example"},
		{dsn: "postgresql://anna:p%40ss%2F@db.example:6000/rules?sslmode=verify-full", addr: "db.example:6000", password: "p@ss/", serverName: "db.example"},
		{dsn: "postgres://anna@[::1]/rules?sslmode=disable", addr: "[::1]:5432", plain: true},
		{dsn: "postgres://anna@db.example/rules?sslmode=require", addr: "db.example:5432", unverified: true},
	} {
		connector, err := pgConnector(c.dsn, usualPatience)
		if err != nil {
			t.Errorf("%s: %v", c.dsn, err)
			continue
		}
		conf := connector.Config()
		if conf.Network != "tcp" || conf.Addr != c.addr || conf.User != "anna" || conf.Password != c.password || conf.Database != "rules" {
			t.Errorf("%s: got %s %s, user %q, password %q, database %q", c.dsn, conf.Network, conf.Addr, conf.User, conf.Password, conf.Database)
		}
		if (conf.TLSConfig == nil) != c.plain {
			t.Errorf("%s: TLS configuration is %v", c.dsn, conf.TLSConfig)
		}
		if conf.TLSConfig != nil && (conf.TLSConfig.InsecureSkipVerify != c.unverified || conf.TLSConfig.ServerName != c.serverName) {
			t.Errorf("%s: unverified %v, server name %q", c.dsn, conf.TLSConfig.InsecureSkipVerify, conf.TLSConfig.ServerName)
		}
	}
}

func TestPgConnectorSocket(t *testing.T) {
	connector, err := pgConnector("postgres://anna@/rules?host=/run/postgresql&port=5433&application_name=omvendt&connect_timeout=2s&read_timeout=1m", usualPatience)
	if err != nil {
		t.Fatal(err)
	}
	conf := connector.Config()
	if conf.Network != "unix" || conf.Addr != "/run/postgresql/.s.PGSQL.5433" || conf.TLSConfig != nil {
		t.Errorf("got %s %s, TLS %v", conf.Network, conf.Addr, conf.TLSConfig)
	}
	if conf.AppName != "omvendt" || conf.DialTimeout != 2*time.Second || conf.ReadTimeout != time.Minute {
		t.Errorf("got application name %q, connect timeout %s, read timeout %s", conf.AppName, conf.DialTimeout, conf.ReadTimeout)
	}

	connector, err = pgConnector("postgres://anna@/rules?host=/run/postgresql", usualPatience)
	if err != nil {
		t.Fatal(err)
	}
	if conf := connector.Config(); conf.Addr != "/run/postgresql/.s.PGSQL.5432" || conf.ReadTimeout != pgReadTimeout {
		t.Errorf("defaults: got %s, read timeout %s", conf.Addr, conf.ReadTimeout)
	}
}

func TestPgConnectorRefuses(t *testing.T) {
	notACert := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(notACert, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	for dsn, want := range map[string]string{
		"":                                                                "postgres://",
		"sqlite:hemmelig.db":                                              "postgres://",
		"postgres://anna:hem/melig@db/x":                                  "percent-encoded",
		"postgres://anna:hemmelig%zz@db/x":                                "percent-encoded",
		"postgres://db.example/rules":                                     "no user",
		"postgres://:hemmelig@db.example/rules":                           "no user",
		"postgres://anna@db.example":                                      "no database",
		"postgres://anna@db.example/":                                     "no database",
		"postgres://anna@db.example/a/b":                                  "no database",
		"postgres://anna@/rules":                                          "neither a host nor a socket",
		"postgres://anna@:5432/rules":                                     "neither a host nor a socket",
		"postgres://anna@db.example/rules?host=/run/postgresql":           "both a host and a socket",
		"postgres://anna@/rules?host=run":                                 "absolute path",
		"postgres://anna@/rules?host=/run&sslmode=require":                "do not apply",
		"postgres://anna@db.example/rules?port=5433":                      "only goes with a socket",
		"postgres://anna@db.example/rules?sslmode=prefer":                 "must be verify-full",
		"postgres://anna@db.example/rules?sslmode=require&sslrootcert=/x": "goes with sslmode=verify-full",
		"postgres://anna@db.example/rules?sslrootcert=" + filepath.Join(t.TempDir(), "absent"):      "no such file",
		"postgres://anna@db.example/rules?sslrootcert=" + notACert:                                  "holds no certificate",
		"postgres://anna@db.example/rules?connect_timeout=soon":                                     "duration",
		"postgres://anna@db.example/rules?read_timeout=-1s":                                         "duration",
		"postgres://anna@db.example/rules?sslmod=disable":                                           `unknown setting "sslmod"`,
		"postgres://anna:hemmelig@db.example/rules?sslmode=disable;x":                               "not valid",
		"postgres://anna:hemmelig@db.example/rules?search_path=public&sslmode=disable&host=&x=%20y": "unknown setting",
	} {
		_, err := pgConnector(dsn, usualPatience)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v, want one about %q", dsn, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "hem") {
			t.Errorf("%s: the error repeats a part of the address: %v", dsn, err)
		}
	}
}

func TestPgConnectorConnects(t *testing.T) {
	connector, err := pgConnector(testenv.Postgres(t), usualPatience)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	var name string
	if err := db.QueryRowContext(t.Context(), "SELECT current_database()").Scan(&name); err != nil {
		t.Fatal(err)
	}
	if want := connector.Config().Database; name != want {
		t.Errorf("connected to database %q, want %q", name, want)
	}
	var compiles string
	if err := db.QueryRowContext(t.Context(), "SHOW jit").Scan(&compiles); err != nil || compiles != "off" {
		t.Errorf("jit is %q, %v", compiles, err)
	}
}

package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/mailtest/realmail"
	"inquiryd/internal/register"
	"inquiryd/internal/register/pgtest"
)

// setting is a number from the environment.
func setting(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// world is what a run talks to: a mailbox full of mail and a sink.
type world struct {
	b       *testing.B
	sink    *sink
	program string // built as for release
	mails   []letter
	answers int // acknowledgements that must come
}

func newWorld(b *testing.B, mails int) *world {
	b.Helper()
	w := &world{b: b, sink: newSink(b), program: filepath.Join(b.TempDir(), "inquiryd")}
	build := exec.Command("make", "-C", "../..", "build", "OUT="+filepath.Dir(w.program)+"/")
	if os.Getenv("INQUIRYD_PROFILE") != "" {
		build.Args = append(build.Args, "LEAN=nethttpomithttp2,nopgxregisterdefaulttypes,profile")
	}
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	g := newGenerator()
	for range mails {
		m := g.next()
		w.mails = append(w.mails, m)
		if !m.automatic {
			w.answers++
		}
	}
	return w
}

// mailbox is a fresh Dovecot that has all the mails.
func (w *world) mailbox() *realmail.Server {
	w.b.Helper()
	server := realmail.Dovecot(w.b, realmail.Options{SentFolder: "Sent", Sync: true})
	now := time.Now()
	for i, m := range w.mails {
		server.DeliverQuietly(m.raw, now.Add(time.Duration(i-len(w.mails))*time.Second)) // so that no deadline is near
	}
	server.Own()
	warm := errand{IMAP: server.Addr, User: server.User, Password: server.Password}
	if err := warm.fetchOnly(); err != nil { // so that the server's index is there
		w.b.Fatal(err)
	}
	return server
}

// took is what one run needed.
type took struct {
	Seconds float64 `json:"seconds"` // until the last acknowledgement
	Whole   float64 `json:"whole"`   // until its process ended
	CPU     float64 `json:"cpu"`     // seconds of the processor, of its process
	Memory  float64 `json:"memory"`  // MiB at the peak
}

// run runs processes at the same time until they end; acknowledgements 0: none
// are awaited.
func (w *world) run(acknowledgements int, cmds ...*exec.Cmd) took {
	w.b.Helper()
	var out bytes.Buffer
	w.sink.expect(acknowledgements)
	begun := time.Now()
	for _, cmd := range cmds {
		log, err := os.Create(filepath.Join(w.b.TempDir(), "log"))
		if err != nil {
			w.b.Fatal(err)
		}
		defer log.Close()
		cmd.Stdout, cmd.Stderr = log, log
		if err := cmd.Start(); err != nil {
			w.b.Fatal(err)
		}
	}
	peaks := make([]func() float64, len(cmds))
	for i, cmd := range cmds {
		peaks[i] = watchPeak(cmd.Process.Pid)
	}
	var t took
	for i, cmd := range cmds {
		err := cmd.Wait()
		text, _ := os.ReadFile(cmd.Stdout.(*os.File).Name())
		out.Write(text)
		if err != nil {
			w.b.Fatalf("%v: %v\n%s", cmd.Args, err, out.String())
		}
		t.CPU += (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
		t.Memory += peaks[i]()
	}
	t.Whole = time.Since(begun).Seconds()
	t.Seconds = t.Whole
	letters, got, doubled := w.sink.counted()
	if got != acknowledgements || doubled != 0 {
		w.b.Fatalf("%d of %d mails were acknowledged (%d letters), %d twice\n%s", got, acknowledgements, letters, doubled, out.String())
	}
	if acknowledgements > 0 {
		t.Seconds = (<-w.sink.done).Seconds()
	}
	if os.Getenv("INQUIRYD_BENCH_LOG") != "" {
		fmt.Fprintf(os.Stderr, "%s: %+v\n%s", filepath.Base(cmds[0].Path), t, out.String())
	}
	return t
}

// watchPeak looks at how much memory a process has had at most, until it ends;
// peak is that, in MiB. What the system says of a child that has ended counts its
// parent's memory too, from before the child was another program.
func watchPeak(pid int) (peak func() float64) {
	end, most := make(chan struct{}), make(chan float64)
	go func() {
		kib := 0.0
		for {
			text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
			if _, after, ok := strings.Cut(string(text), "VmHWM:"); ok {
				kib, _ = strconv.ParseFloat(strings.Fields(after)[0], 64)
			}
			select {
			case <-end:
				most <- kib / 1024
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() float64 { close(end); return <-most }
}

// bare runs the floor.
func (w *world) bare(server *realmail.Server) took {
	w.b.Helper()
	e := errand{IMAP: server.Addr, User: server.User, Password: server.Password, SMTP: w.sink.addr,
		Database: filepath.Join(w.b.TempDir(), "bare.db")}
	return w.run(w.answers, w.errand(e))
}

func (w *world) fetch(server *realmail.Server) took {
	w.b.Helper()
	return w.run(0, w.errand(errand{IMAP: server.Addr, User: server.User, Password: server.Password}))
}

func (w *world) errand(e errand) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		w.b.Fatal(err)
	}
	text, err := json.Marshal(e)
	if err != nil {
		w.b.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), errandEnv+"="+string(text))
	return cmd
}

// ours runs the program for one round.
func (w *world) ours(server *realmail.Server, url string) took {
	w.b.Helper()
	text := configuration(server, w.sink.addr, url)
	dir := w.configure(text, server.Password)
	w.makeSchema(register.Config{Path: filepath.Join(dir, "inquiryd.db"), URL: url}, text)
	cmd := exec.Command(w.program, "run", "--once", "--all", "-c", filepath.Join(dir, "config.toml"))
	return w.run(w.answers, cmd)
}

// makeSchema makes the register that a configuration names, so that nobody waits
// for what is done once in its life.
func (w *world) makeSchema(cfg register.Config, config string) {
	w.b.Helper()
	if _, after, in := strings.Cut(config, "schema = \""); in {
		cfg.Path = ""
		cfg.Schema, _, _ = strings.Cut(after, "\"")
	}
	r, err := register.Open(w.b.Context(), cfg)
	if err != nil {
		w.b.Fatal(err)
	}
	r.Close()
}

// configure writes a configuration into a folder of its own.
func (w *world) configure(config, password string) (dir string) {
	w.b.Helper()
	dir = w.b.TempDir()
	for name, text := range map[string]string{"password": password, "config.toml": config} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			w.b.Fatal(err)
		}
	}
	return dir
}

func configuration(server *realmail.Server, smtp, url string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "name = \"By Kommune\"\nweb = \"www.by.example\"\nsecret_file = \"secret\"\n\n")
	if url != "" {
		fmt.Fprintf(&b, "[register]\nurl = %q\nschema = \"run%d\"\n\n", url, time.Now().UnixNano())
	}
	fmt.Fprintf(&b, "[intake.imap]\naddress = %q\ntls = \"none\"\nusername = %q\npassword_file = \"password\"\n\n", server.Addr, server.User)
	fmt.Fprintf(&b, "[intake.authentication]\nauthserv_id = \"mail.by.example\"\n\n")
	fmt.Fprintf(&b, "[notify]\nfrom = \"By Kommune <spoergsmaal@by.example>\"\n\n[notify.smtp]\naddress = %q\ntls = \"none\"\nmax_connections = 4\n\n", smtp)
	fmt.Fprintf(&b, "[clerk]\nregistrar = \"fordeler@by.example\"\nmax_acknowledgements = 1000000\nmax_same_subject = 1000000\nmax_letters = 100000000\n\n")
	for i := range members {
		fmt.Fprintf(&b, "[[member]]\nname = \"Medlem %03d\"\naddress = %q\n", i, memberAddress(i))
	}
	for _, a := range administrations {
		fmt.Fprintf(&b, "[[administration]]\nid = %q\nname = %q\naddress = \"%s@by.example\"\nkeywords = [%s]\n", a.id, a.name, strings.ToLower(a.id), a.keywords)
	}
	return b.String()
}

// row is the medians of one way to do the work.
type row struct {
	Name   string  `json:"name"`
	Mails  int     `json:"mails"`
	Rate   float64 `json:"mails_per_second"` // until the last acknowledgement
	Ratio  float64 `json:"ratio"`            // to the bare pipeline
	CPU    float64 `json:"cpu_ms_per_mail"`
	Memory float64 `json:"peak_mib"`
	Whole  float64 `json:"seconds_in_all"`
	Runs   []took  `json:"runs"`
}

func (w *world) row(name string, runs []took) row {
	r := row{Name: name, Mails: len(w.mails), Runs: runs}
	n := float64(len(w.mails))
	r.Rate = n / median(runs, func(t took) float64 { return t.Seconds })
	r.CPU = 1000 * median(runs, func(t took) float64 { return t.CPU }) / n
	r.Memory = median(runs, func(t took) float64 { return t.Memory })
	r.Whole = median(runs, func(t took) float64 { return t.Whole })
	return r
}

func median(runs []took, of func(took) float64) float64 {
	var all []float64
	for _, t := range runs {
		all = append(all, of(t))
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// BenchmarkFileAndAcknowledge prints the table, and writes it to the file that
// INQUIRYD_BENCH_JSON names.
func BenchmarkFileAndAcknowledge(b *testing.B) {
	w := newWorld(b, setting("INQUIRYD_BENCH_MAILS", 2000))
	var server *pgtest.Server
	if os.Getenv("INQUIRYD_BENCH_POSTGRES") != "0" {
		var err error
		if server, err = pgtest.Start(b.Context()); err != nil {
			realmail.Lack(b, err.Error())
		}
		b.Cleanup(func() { server.Stop() })
	}
	var fetch, bare, lite, postgres []took
	for range setting("INQUIRYD_BENCH_RUNS", 3) {
		// One after the other in each round, so that whatever else the machine
		// does meets them alike.
		box := w.mailbox()
		fetch = append(fetch, w.fetch(box))
		bare = append(bare, w.bare(box))
		box.Stop()
		box = w.mailbox()
		lite = append(lite, w.ours(box, ""))
		box.Stop()
		if server != nil {
			box = w.mailbox()
			postgres = append(postgres, w.ours(box, server.URL))
			box.Stop()
		}
	}
	rows := []row{w.row("bare fetch", fetch), w.row("bare pipeline", bare), w.row("inquiryd, SQLite", lite)}
	if server != nil {
		rows = append(rows, w.row("inquiryd, PostgreSQL", postgres))
	}
	for i := range rows {
		rows[i].Ratio = rows[i].Rate / rows[1].Rate
	}
	b.ReportMetric(rows[2].Ratio, "rate/bare")
	b.ReportMetric(rows[2].CPU, "cpu-ms/mail")
	b.ReportMetric(0, "ns/op")
	show(b, "INQUIRYD_BENCH_JSON", rows)
}

// show prints rows, and writes them to the file that a variable names.
func show(b *testing.B, variable string, rows []row) {
	var out strings.Builder
	fmt.Fprintf(&out, "\n| %-22s | %6s | %7s | %6s | %11s | %8s | %8s |\n|---|---|---|---|---|---|---|\n", "", "mails", "a second", "ratio", "CPU ms/mail", "peak MiB", "all done")
	for _, r := range rows {
		fmt.Fprintf(&out, "| %-22s | %6d | %7.0f | %6.3f | %11.2f | %8.0f | %7.1fs |\n", r.Name, r.Mails, r.Rate, r.Ratio, r.CPU, r.Memory, r.Whole)
	}
	fmt.Fprint(os.Stderr, out.String())
	if file := os.Getenv(variable); file != "" {
		text, err := json.MarshalIndent(rows, "", "  ")
		if err == nil {
			err = os.WriteFile(file, append(text, '\n'), 0o644)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

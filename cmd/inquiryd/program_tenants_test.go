package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/mailtest/realmail"
	"inquiryd/internal/plot"
)

// Two municipalities with the same member, the same questions and the same
// numbers do not see each other, in files and in PostgreSQL.
func TestProgramTenants(t *testing.T) {
	for name, house := range houses(t) {
		t.Run(name, func(t *testing.T) {
			p := newProvince(t, house, "nord", "syd")
			p.start()
			for name, m := range p.tenants {
				m.asks(t)
				if name == "nord" {
					m.asks(t)
				}
			}
			for name, m := range p.tenants {
				p.until(name+" acknowledges", func() bool {
					return m.got("anna@medlem.example") == m.mails && m.got("vej@"+name+".example") == m.mails
				})
				for _, letter := range m.smtp.Messages() {
					if letter.From != "svar@"+name+".example" && !strings.HasSuffix(letter.From, "@"+name+".example") {
						t.Errorf("%s sends as %s", name, letter.From)
					}
				}
			}
			if n := strings.Count(p.inquiryd("--tenant", "nord", "case", "list"), "-000"); n != 2 {
				t.Errorf("nord has %d cases, want 2", n)
			}
			if list := p.inquiryd("--tenant", "syd", "case", "list"); !strings.Contains(list, "-0001") || strings.Contains(list, "-0002") {
				t.Errorf("syd has not its one case:\n%s", list)
			}
			if _, text := p.get("/readyz"); !strings.Contains(text, "tenant nord\n") || !strings.Contains(text, "tenant syd\n") {
				t.Errorf("/readyz says\n%s", text)
			}
			if _, text := p.get("/metrics"); !strings.Contains(text, `inquiryd_mails_total{outcome="filed",tenant="nord"} 2`) || !strings.Contains(text, `inquiryd_mails_total{outcome="filed",tenant="syd"} 1`) {
				t.Error("/metrics does not tell the tenants apart")
			}
			p.end()
		})
	}
}

// Tenants come, change, break and go while the others work.
func TestProgramTenantsComeAndGo(t *testing.T) {
	p := newProvince(t, "", "nord")
	p.write("tenants.d/bad.toml", "name = ")
	p.start()
	nord := p.tenants["nord"]
	nord.asks(t)
	p.until("nord works though another does not", func() bool { return nord.got("anna@medlem.example") == 1 })
	p.said(`tenant=bad`)
	if code, text := p.get("/readyz"); code != 503 || !strings.Contains(text, "tenant bad\nwrong it does not work: ") {
		t.Errorf("/readyz: %d\n%s", code, text)
	}

	syd := p.add("syd")
	syd.asks(t)
	p.until("the tenant that came works", func() bool { return syd.got("anna@medlem.example") == 1 })

	p.write("tenants.d/nord.toml", strings.Replace(p.configuration(nord, nord.smtp.Addr()), `"vej@nord.example"`, `"veje og stier@nord"`, 1))
	p.said("the old one stays in force")
	nord.asks(t)
	syd.asks(t)
	p.until("both work", func() bool { return nord.got("vej@nord.example") == 2 && syd.got("vej@syd.example") == 2 })
	p.write("tenants.d/nord.toml", strings.Replace(p.configuration(nord, nord.smtp.Addr()), `"vej@nord.example"`, `"sti@nord.example"`, 1))
	p.said("the changed configuration is in force")
	nord.asks(t)
	p.until("nord writes to the new address", func() bool { return nord.got("sti@nord.example") == 1 })

	for _, name := range []string{"syd", "bad"} {
		if err := os.Remove(filepath.Join(p.dir, "tenants.d", name+".toml")); err != nil {
			t.Fatal(err)
		}
	}
	p.said("the tenant's file is gone")
	p.until("all that are left are well", func() bool { code, text := p.get("/readyz"); return code == 200 && !strings.Contains(text, "syd") })
	p.end()
}

// One tenant's flood, and another's outgoing server that never answers, do not
// keep a third from acknowledging.
func TestProgramTenantsShareFairly(t *testing.T) {
	for name, house := range houses(t) {
		t.Run(name, func(t *testing.T) {
			p := newProvince(t, house, "flood", "dead", "small")
			p.write("tenants.d/dead.toml", p.configuration(p.tenants["dead"], silence(t)))
			flood, dead, small := p.tenants["flood"], p.tenants["dead"], p.tenants["small"]
			p.start()
			p.until("all have been read once", func() bool { return p.read() == len(p.tenants) })
			for range 40 {
				dead.asks(t)
			}
			for range setting("INQUIRYD_FLOOD", 1000) {
				flood.asks(t)
			}
			p.until("the flood has begun", func() bool { return flood.got("anna@medlem.example") > 0 })
			began := time.Now()
			small.asks(t)
			p.until("the small one acknowledges", func() bool { return small.got("anna@medlem.example") == 1 })
			t.Logf("acknowledged after %v, when the flood had %d of %d", time.Since(began).Round(time.Millisecond), flood.got("anna@medlem.example"), flood.mails)
			if flood.got("anna@medlem.example") == flood.mails {
				t.Error("the small one had to wait for the whole flood")
			}
			p.end()
		})
	}
}

// Many tenants start and idle within bounds; INQUIRYD_TENANTS="1 10 98" measures
// several numbers of them, up to all municipalities of Denmark, and prints a
// table.
func TestProgramManyTenants(t *testing.T) {
	sizes := strings.Fields(cmp.Or(os.Getenv("INQUIRYD_TENANTS"), "8"))
	table := plot.Plot{X: "tenants", Y: "seconds and MiB"}
	for _, house := range []string{"files", "postgres"} {
		config, ok := houses(t)[house]
		if !ok {
			continue
		}
		curves := make([]plot.Curve, 4)
		for _, size := range sizes {
			n, err := strconv.Atoi(size)
			if err != nil {
				t.Fatal(err)
			}
			t.Run(house+" "+size, func(t *testing.T) {
				for i, figure := range manyTenants(t, config, n) {
					curves[i].Name = house + ": " + figure.name
					curves[i].Add(float64(n), figure.value)
				}
			})
		}
		table.Curves = append(table.Curves, curves...)
	}
	if len(sizes) > 1 {
		fmt.Print(table.Table())
	}
}

// figure is something measured.
type figure struct {
	name  string
	value float64
}

func manyTenants(t *testing.T, house string, n int) []figure {
	t.Helper()
	var names []string
	for i := range n {
		names = append(names, fmt.Sprintf("t%02d", i))
	}
	p := newProvince(t, house, names...)
	p.write("main.toml", "tenants = \"tenants.d\"\n\n[operation]\nlisten = \"127.0.0.1:0\"\n"+house) // looked at each minute
	for _, m := range p.tenants {                                                                    // in IDLE, as where a server offers it
		p.write("tenants.d/"+m.name+".toml", strings.Replace(p.configuration(m, m.smtp.Addr()), `"@every 2s"`, `"*/2 * * * *"`, 1))
	}
	began := time.Now()
	p.start()
	p.until("all have been read once", func() bool { return p.read() == n })
	started := time.Since(began)
	pid := p.process.Process.Pid
	used, at := processorTime(t, pid), time.Now()
	time.Sleep(time.Duration(setting("INQUIRYD_IDLE", 3)) * time.Second)
	share := float64(processorTime(t, pid)-used) / float64(time.Since(at))
	memory := residentMemory(t, pid)
	if limit := uint64(60+6*n) << 20; memory > limit {
		t.Errorf("%d MiB are resident, want at most %d", memory>>20, limit>>20)
	}
	for _, full := range []string{"too many clients", "remaining connection slots"} {
		if strings.Contains(p.log(), full) {
			t.Errorf("PostgreSQL said %q", full)
		}
	}
	last, asked := p.tenants[names[n-1]], time.Now()
	last.asks(t)
	p.until("the last one acknowledges", func() bool { return last.got("anna@medlem.example") == 1 })
	acknowledged := time.Since(asked)
	p.end()
	t.Logf("%d tenants: all read after %v; %d MiB resident, %.2f MiB each; idle: %.2f %% of a processor; a mail acknowledged after %v", n,
		started.Round(10*time.Millisecond), memory>>20, float64(memory)/float64(n)/(1<<20), 100*share, acknowledged.Round(time.Millisecond))
	return []figure{{"all read after, s", started.Seconds()}, {"memory, MiB", float64(memory >> 20)}, {"idle, % of a processor", 100 * share},
		{"a mail acknowledged after, s", acknowledged.Seconds()}}
}

// processorTime is what a process has used, in clock ticks of 10 ms.
func processorTime(t *testing.T, pid int) time.Duration {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		realmail.Lack(t, "what a process uses is read from Linux' /proc: "+err.Error())
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	var ticks int
	for _, f := range fields[11:13] {
		n, err := strconv.Atoi(f)
		if err != nil {
			t.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// residentMemory is what a process has in memory, in bytes.
func residentMemory(t *testing.T, pid int) uint64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		realmail.Lack(t, "what a process uses is read from Linux' /proc: "+err.Error())
	}
	pages, err := strconv.ParseUint(strings.Fields(string(text))[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return pages * uint64(os.Getpagesize())
}

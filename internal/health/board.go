package health

import (
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/netutil"
)

// Board shows at one address how the tenants of an installation are. With one
// that has no name it shows that one as it is. It is safe for concurrent use.
type Board struct {
	Config Config
	Log    *slog.Logger

	mutex sync.RWMutex
	all   map[string]place
}

// place is one tenant on the board.
type place struct {
	care *Health
	away error // why it does not work; nil: it does
}

// Put puts a tenant on the board, in the place of what was there of it: its
// caretaker, or why it does not work.
func (b *Board) Put(name string, care *Health, away error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.all == nil {
		b.all = map[string]place{}
	}
	b.all[name] = place{care, away}
}

// Take takes a tenant off the board.
func (b *Board) Take(name string) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	delete(b.all, name)
}

// each calls do for every tenant, by name.
func (b *Board) each(do func(name string, p place)) {
	b.mutex.RLock()
	all := maps.Clone(b.all)
	b.mutex.RUnlock()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		do(name, all[name])
	}
}

// Alive says whether the work of all tenants that work turns.
func (b *Board) Alive() error {
	var errs []error
	b.each(func(name string, p place) {
		if p.care == nil {
			return
		}
		if err := p.care.Alive(); err != nil {
			errs = append(errs, named(name, err))
		}
	})
	return errors.Join(errs...)
}

func named(name string, err error) error {
	if name == "" {
		return err
	}
	return fmt.Errorf("tenant %s: %w", name, err)
}

// Ready says whether all tenants can do their work, and in words how they are.
// only, unless empty, is the one that is asked for.
func (b *Board) Ready(only string) (ok bool, text string) {
	var t strings.Builder
	ok, some := true, false
	b.each(func(name string, p place) {
		if only != "" && name != only {
			return
		}
		if some = true; name != "" {
			fmt.Fprintf(&t, "tenant %s\n", name)
		}
		if p.care == nil {
			ok = false
			fmt.Fprintf(&t, "wrong it does not work: %v\n", plainly(p.away))
			return
		}
		good, how := p.care.Ready()
		ok = ok && good
		t.WriteString(how)
	})
	if !some {
		return false, "wrong there is no such tenant\n"
	}
	return ok, t.String()
}

// plainly is an error on one line.
func plainly(err error) string {
	if err == nil {
		return "it is starting"
	}
	return strings.ReplaceAll(err.Error(), "\n", "; ")
}

// Status is how the installation is, in one line.
func (b *Board) Status() string {
	var status string
	var wrong []string
	n := 0
	b.each(func(name string, p place) {
		n++
		if p.care != nil {
			status = p.care.Status()
		}
		if name == "" {
			return
		}
		if p.care == nil {
			wrong = append(wrong, name+" does not work")
		} else if ok, _ := p.care.Ready(); !ok {
			wrong = append(wrong, name)
		}
		status = ""
	})
	if status != "" {
		return status
	}
	return fmt.Sprintf("%d tenants; wrong: %s", n, cmp.Or(strings.Join(wrong, ", "), "none"))
}

// page is what the tenants and the process show.
func (b *Board) page() *page {
	p := newPage()
	p.process()
	b.each(func(name string, at place) {
		if at.care != nil {
			at.care.show(p)
		}
		if name != "" {
			p.show("inquiryd_tenant_up", one(at.care != nil), "tenant", name)
		}
	})
	return p
}

// Handler answers GET /healthz, /readyz (?tenant=NAME for one) and /metrics.
func (b *Board) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		err := b.Alive()
		answer(w, err == nil, orWell(err, "the work turns")+"\n")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ok, text := b.Ready(r.FormValue("tenant"))
		answer(w, ok, text)
	})
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			_ = b.page().write(w)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		packed := gzip.NewWriter(w)
		_ = errors.Join(b.page().write(packed), packed.Close())
	})
	return mux
}

// answer is 200, or 503 so that whoever asks need not read.
func answer(w http.ResponseWriter, ok bool, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if !ok {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_, _ = w.Write([]byte(text))
}

// mostVisitors may be connected at a time: others wait, so that they do not take
// the files that the work needs.
const mostVisitors = 32

// Serve answers at the configured address; without one it does nothing. stop
// ends that.
func (b *Board) Serve(ctx context.Context) (stop func(context.Context) error, err error) {
	if b.Config.Listen == "" {
		return func(context.Context) error { return nil }, nil
	}
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", b.Config.Listen)
	if err != nil {
		return nil, fmt.Errorf("show state: operation.listen: %w", err)
	}
	server := &http.Server{Handler: b.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 8 << 10}
	go func() {
		if err := server.Serve(netutil.LimitListener(listener, mostVisitors)); !errors.Is(err, http.ErrServerClosed) {
			b.Log.Error("show state", "err", err)
		}
	}()
	b.Log.Info("showing /healthz, /readyz and /metrics", "address", listener.Addr().String())
	return server.Shutdown, nil
}

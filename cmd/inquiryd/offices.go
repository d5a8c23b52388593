package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"inquiryd/internal/health"
)

// offices has an office for each tenant, or one for a configuration without
// tenants. A tenant that cannot work is told of and tried again; the others
// work meanwhile. One that is alone ends the daemon.
type offices struct {
	runVerb
	main   *configuration
	tenant string // the only one that was asked for; "": all
	log    *slog.Logger
	broken context.CancelCauseFunc
	board  health.Board
	turns  *turns
	lull   *lull // nil when it runs once
	claims claims

	mutex  sync.Mutex
	open   map[string]*office
	failed map[string]string // why tenants do not work, as it was last told
}

// atOnce is how many offices open or close at the same time.
const atOnce = 8

// alone says whether there are no tenants.
func (d *offices) alone() bool { return d.main.Tenants == "" }

// once lets every office do one round of everything.
func (d *offices) once(ctx context.Context) error {
	all, err := d.main.only(d.tenant)
	if err != nil {
		return err
	}
	var mutex sync.Mutex
	var errs []error
	var g errgroup.Group
	g.SetLimit(atOnce)
	for name := range all {
		g.Go(func() error {
			o, err := d.openTenant(ctx, name)
			if err == nil {
				err = errors.Join(o.watch.round(ctx), o.close())
			}
			mutex.Lock()
			defer mutex.Unlock()
			errs = append(errs, d.of(name, err))
			return nil
		})
	}
	return errors.Join(append(errs, g.Wait())...)
}

// of says whose error it is.
func (d *offices) of(name string, err error) error {
	if err == nil || d.alone() {
		return err
	}
	return fmt.Errorf("tenant %s: %w", name, err)
}

// serve keeps the offices open until ctx ends.
func (d *offices) serve(ctx context.Context, stops *stops, asked <-chan os.Signal) error {
	d.board.Config, d.board.Log = d.main.Operation, d.log
	if !d.alone() {
		d.turns = newTurns()
	}
	stops.add("offices", func(context.Context) error { return d.closeAll() })
	d.lull = &lull{give: func(much bool) { d.giveBack(ctx, much) }}
	stops.close("lull", d.lull.end)
	if err := d.look(ctx); err != nil {
		if errors.Is(context.Cause(ctx), errStopped) {
			return nil // told so while it started
		}
		return err
	}
	stop, err := d.board.Serve(ctx)
	if err != nil {
		return err
	}
	stops.add("state page", stop)
	notifySystemd("READY=1")
	d.lull.worked()
	d.follow(ctx, asked)
	notifySystemd("STOPPING=1")
	d.log.Info("stopping")
	if cause := context.Cause(ctx); !errors.Is(cause, errStopped) {
		return cause
	}
	return nil
}

// follow passes SIGHUP on, and opens and closes offices as files of tenants
// come and go.
func (d *offices) follow(ctx context.Context, asked <-chan os.Signal) {
	var stir <-chan struct{}
	var again <-chan time.Time
	if !d.alone() {
		files := watchFiles(d.log)
		defer files.close()
		files.follow(sources{d.main.tenantPattern()})
		ticker := time.NewTicker(regular)
		defer ticker.Stop()
		stir, again = files.stir, ticker.C
	}
	for {
		select {
		case <-ctx.Done():
			return
		case s := <-asked:
			d.pass(s)
		case <-stir:
			select {
			case <-ctx.Done():
			case <-time.After(quiet):
			}
		case <-again:
		}
		if !d.alone() && ctx.Err() == nil {
			if err := d.look(ctx); err != nil {
				d.log.Error("look for tenants", "err", err)
			}
		}
	}
}

// pass lets every office read its configuration again.
func (d *offices) pass(s os.Signal) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	for _, o := range d.open {
		select {
		case o.asked <- s:
		default: // it was asked already
		}
	}
}

// look opens the offices of tenants that have none, and closes those of tenants
// that are gone.
func (d *offices) look(ctx context.Context) error {
	all, err := d.main.only(d.tenant)
	if err != nil {
		return err
	}
	var g errgroup.Group
	g.SetLimit(atOnce)
	for name := range all {
		if d.office(name) == nil {
			g.Go(func() error { return d.begin(ctx, name) })
		}
	}
	err = g.Wait()
	for _, name := range d.gone(all) {
		d.log.Info("the tenant's file is gone: its office closes", "tenant", name)
		d.closeOne(name)
	}
	return err
}

func (d *offices) office(name string) *office {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.open[name]
}

// gone are the names of offices and failures whose file is not there any more.
func (d *offices) gone(all map[string]string) []string {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	names := slices.Concat(slices.Collect(maps.Keys(d.open)), slices.Collect(maps.Keys(d.failed)))
	return slices.DeleteFunc(names, func(name string) bool { return all[name] != "" })
}

// begin opens a tenant's office and lets it work. Only of one that is alone the
// error comes back.
func (d *offices) begin(ctx context.Context, name string) error {
	o, err := d.openTenant(ctx, name)
	if err == nil {
		d.board.Put(name, o.care, nil)
		if err = o.serve(ctx, d.broken); err != nil {
			err = errors.Join(err, o.close())
			d.claims.release(name)
		}
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if err == nil {
		d.open[name] = o
		if d.failed[name] != "" {
			d.log.Info("the tenant works now", "tenant", name)
		}
		delete(d.failed, name)
		return nil
	}
	if d.alone() {
		return err
	}
	d.board.Put(name, nil, err)
	if why := plainly(err); d.failed[name] != why {
		d.failed[name] = why
		d.log.Error("a tenant does not work: it is tried again, and the others go on", "tenant", name, "err", err)
	}
	return nil
}

// open reads a tenant's configuration and opens its office, unless another
// tenant has what it needs for itself.
func (d *offices) openTenant(ctx context.Context, name string) (*office, error) {
	config, err := d.main.tenant(name)
	if err != nil {
		return nil, err
	}
	if err := d.claims.take(config); err != nil {
		return nil, err
	}
	o, err := d.openOffice(ctx, config)
	if err != nil {
		d.claims.release(name)
		return nil, err
	}
	if err := leavePages(); err != nil { // those that only the start needed
		d.log.Debug("memory could not be given back", "err", err)
	}
	return o, nil
}

func (d *offices) closeOne(name string) {
	d.mutex.Lock()
	o := d.open[name]
	delete(d.open, name)
	delete(d.failed, name)
	d.mutex.Unlock()
	d.board.Take(name)
	if o == nil {
		return
	}
	if err := o.close(); err != nil {
		d.log.Error("close the office", "tenant", name, "err", err)
	}
	d.claims.release(name)
}

// closeAll closes all offices at the same time.
func (d *offices) closeAll() error {
	d.mutex.Lock()
	all := slices.Collect(maps.Values(d.open))
	d.open = map[string]*office{}
	d.mutex.Unlock()
	errs := make([]error, len(all))
	var g sync.WaitGroup
	for i, o := range all {
		g.Go(func() { errs[i] = d.of(o.name, o.close()) })
	}
	g.Wait()
	return errors.Join(errs...)
}

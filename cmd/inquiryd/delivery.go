package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"inquiryd/internal/register"
)

// deliveryVerb shows what other systems are told.
type deliveryVerb struct {
	List  deliveryListVerb  `cmd:"" default:"withargs" help:"List what waits for other systems, and what they did not take."`
	Again deliveryAgainVerb `cmd:"" help:"Try again what was given up for one of them."`
}

// Help is the page of these verbs.
func (deliveryVerb) Help() string {
	return `Webhooks and the file drop are told of each transition of a case. What one does not
take is tried again for days, then given up; a task says so.

Examples:

    inquiryd delivery list

    inquiryd delivery again archive`
}

type deliveryListVerb struct {
	Limit int  `default:"100" help:"At most so many of each."`
	JSON  bool `name:"json" help:"Print a JSON list."`
}

// Run prints a line for each.
func (v deliveryListVerb) Run(ctx context.Context, c *cli, s *streams) error {
	return c.view(ctx, func(config *configuration, tx *register.Tx) error {
		var all []register.Delivery
		for _, status := range []register.DeliveryStatus{register.DeliveryGaveUp, register.DeliveryWaiting} {
			some, err := tx.Deliveries(ctx, status, v.Limit)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		if v.JSON {
			return s.printJSON(deliveryRows(all, config.zone))
		}
		if len(all) == 0 {
			s.say("nothing waits for other systems")
			return nil
		}
		w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "RECEIVER\tCASE\tWHAT\tSTATUS\tSINCE\tTRIES\tLAST")
		for _, d := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%d\t%s\n", d.Receiver, d.Case, d.Kind, d.Status, minute(d.ReadyAt, config.zone), d.Attempts, d.LastError)
		}
		return w.Flush()
	})
}

type deliveryAgainVerb struct {
	Receiver string `arg:"" help:"Its name, as delivery list shows it."`
}

// Run makes them due.
func (v deliveryAgainVerb) Run(ctx context.Context, c *cli, s *streams) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	var names []string
	for _, r := range config.receivers() {
		names = append(names, strconv.Quote(r.Name))
	}
	if !slices.Contains(names, strconv.Quote(v.Receiver)) {
		return used(fmt.Errorf("there is no receiver %q", v.Receiver), "there are: "+cmp.Or(strings.Join(names, ", "), "none; [[webhook]] and [drop] name them"))
	}
	return config.withRegister(ctx, func(r *register.Register) error {
		return r.Update(ctx, func(tx *register.Tx) error {
			n, err := tx.DeliverAgain(ctx, v.Receiver, time.Now())
			if err == nil {
				fmt.Fprintf(s.out, "%d are due again\n", n)
			}
			return err
		})
	})
}

package health

import (
	"context"
	"maps"
	"slices"
	"time"

	"inquiryd/internal/register"
)

// turn is what is to be told about an alarm.
type turn string

// The turns of an alarm.
const (
	begins turn = "begins"
	stays  turn = "stays"
	ends   turn = "ends"
)

// news is what is to be told.
type news struct {
	turn
	register.Alarm
	findings []finding // none when it ends
}

// step brings the alarms up to date with what is wrong now, and returns what is
// to be told of that. An alarm whose cause is gone stays until it has been gone
// for Quiet, so that one that comes and goes is told once; one that was never
// told ends without a word.
func (c AlarmConfig) step(alarms map[string]register.Alarm, wrong []finding, now time.Time) (after map[string]register.Alarm, all []news) {
	after = map[string]register.Alarm{}
	causes := map[string][]finding{}
	for _, f := range wrong {
		causes[f.name] = append(causes[f.name], f)
	}
	for name := range causes {
		if _, rings := alarms[name]; !rings {
			after[name] = register.Alarm{Name: name, Since: now}
		}
	}
	for name, a := range alarms {
		a.Since, a.ToldAt, a.QuietAt = until(a.Since, now), until(a.ToldAt, now), until(a.QuietAt, now)
		switch {
		case causes[name] != nil:
			a.QuietAt = time.Time{}
		case a.QuietAt.IsZero():
			a.QuietAt = now
		}
		after[name] = a
	}
	for _, name := range slices.Sorted(maps.Keys(after)) {
		a := after[name]
		switch gone := !a.QuietAt.IsZero(); {
		case gone && now.Sub(a.QuietAt) < c.Quiet.Duration:
		case gone && a.ToldAt.IsZero():
			delete(after, name)
		case gone:
			all = append(all, news{ends, a, nil})
		case a.ToldAt.IsZero():
			all = append(all, news{begins, a, causes[name]})
		case now.Sub(a.ToldAt) >= c.Repeat.Duration:
			all = append(all, news{stays, a, causes[name]})
		}
	}
	return after, all
}

// until is t, but now when the clock has been set back since.
func until(t, now time.Time) time.Time {
	if t.After(now) {
		return now
	}
	return t
}

// mayTell says whether the gap since the last mail is over.
func (c AlarmConfig) mayTell(alarms map[string]register.Alarm, now time.Time) bool {
	for _, a := range alarms {
		if !a.ToldAt.IsZero() && now.Sub(a.ToldAt) < c.Gap.Duration {
			return false
		}
	}
	return true
}

// ring brings the alarms up to date and tells what is new. What cannot be told
// now is told after the next look.
func (h *Health) ring(ctx context.Context, s sight) {
	kept, err := h.kept(ctx, s)
	before := kept
	if err != nil || h.unkept { // what began while the register was away is only in memory
		before = maps.Clone(kept)
		maps.Copy(before, h.alarms)
	}
	after, all := h.Alarm.step(before, s.wrong, s.at)
	h.log(before, after, s)
	if len(all) > 0 && h.Alarm.mayTell(after, s.at) {
		if err := h.tell(ctx, s.at, all); err != nil {
			h.Log.Error("an alarm could not be told", "err", err)
		} else {
			told(after, all, s.at)
		}
	}
	h.alarms, h.unkept = after, true
	if err == nil {
		h.unkept = h.keep(ctx, kept, after) != nil
	}
}

// told notes what was told: an alarm that has ended is forgotten.
func told(alarms map[string]register.Alarm, all []news, now time.Time) {
	for _, n := range all {
		if n.turn == ends {
			delete(alarms, n.Name)
			continue
		}
		n.ToldAt = now
		alarms[n.Name] = n.Alarm
	}
}

// kept are the alarms as the register knows them: another daemon may have rung
// meanwhile.
func (h *Health) kept(ctx context.Context, s sight) (map[string]register.Alarm, error) {
	alarms := map[string]register.Alarm{}
	if s.err != nil {
		return alarms, s.err
	}
	err := h.Register.View(ctx, func(tx *register.Tx) error {
		all, err := tx.Alarms(ctx)
		for _, a := range all {
			alarms[a.Name] = a
		}
		return err
	})
	if err != nil {
		h.Log.Error("the alarms cannot be read", "err", err)
	}
	return alarms, err
}

// keepTime is how long keeping the alarms may take.
const keepTime = 5 * time.Second

// keep writes what has changed, also when the daemon is told to stop meanwhile:
// what was told and not kept would be told again after a restart.
func (h *Health) keep(ctx context.Context, before, after map[string]register.Alarm) error {
	if maps.Equal(before, after) {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer cancel()
	err := h.Register.Update(ctx, func(tx *register.Tx) error {
		for _, a := range after {
			if err := tx.SetAlarm(ctx, a); err != nil {
				return err
			}
		}
		for name := range before {
			if _, stays := after[name]; stays {
				continue
			}
			if err := tx.EndAlarm(ctx, name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.Log.Error("the alarms cannot be kept", "err", err)
	}
	return err
}

// log writes each alarm once when it begins and once when its cause is gone.
func (h *Health) log(before, after map[string]register.Alarm, s sight) {
	for _, f := range s.wrong {
		if _, known := before[f.name]; !known {
			h.Log.Warn("alarm", "alarm", f.name, "what", h.sentence("en", f))
		}
	}
	for name, a := range after {
		if !a.QuietAt.IsZero() && before[name].QuietAt.IsZero() {
			h.Log.Info("the cause of an alarm is gone", "alarm", name)
		}
	}
}

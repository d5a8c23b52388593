package health_test

import (
	"strings"
	"testing"
	"time"

	"inquiryd/internal/health"
	"inquiryd/notify"
)

func TestConfigFaults(t *testing.T) {
	for want, c := range map[string]health.Config{
		"":             {},
		" ":            {Listen: "127.0.0.1:9120"},
		"  ":           {Listen: "[::1]:9120"},
		"   ":          {Listen: "0.0.0.0:9120", ListenAnywhere: true},
		"listen: ":     {Listen: "127.0.0.1"},
		"listen: o":    {Listen: "0.0.0.0:9120"},
		"listen: ot":   {Listen: ":9120"},
		"listen: oth":  {Listen: "192.0.2.1:9120"},
		"listen: othe": {Listen: "kk.example:9120"},
		"look: ":       {Look: health.Duration{Duration: -time.Second}},
		"hang: ":       {Hang: health.Duration{Duration: -time.Second}},
	} {
		wantFault(t, c.Validate(), strings.TrimSpace(want))
	}
	server := notify.SMTPConfig{Address: "smtp.it.example:465"}
	to := []string{"vagt@it.example"}
	for want, c := range map[string]health.AlarmConfig{
		"":               {},
		" ":              {Command: []string{"ring"}},
		"  ":             {To: to, SMTP: server},
		"to[0]: ":        {To: []string{"Vagt <vagt@it.example>"}, SMTP: server},
		"to: no server":  {To: to},
		"smtp: nobody":   {SMTP: server},
		"smtp.address: ": {To: to, SMTP: notify.SMTPConfig{Address: "smtp.it.example"}},
		"from: ":         {To: to, SMTP: server, From: "drift"},
		"command: ":      {Command: []string{""}},
		"polls: ":        {Polls: -1},
		"silence: ":      {Silence: health.Duration{Duration: -1}},
		"canary: ":       {Canary: health.Duration{Duration: -1}},
	} {
		wantFault(t, c.Validate(), strings.TrimSpace(want))
	}
}

func wantFault(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" && err != nil || want != "" && (err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n")) {
		t.Errorf("want %q, got %v", want, err)
	}
}

package main

import (
	"slices"
	"time"

	"inquiryd/internal/register"
)

// The rows of lists in JSON. Times are RFC 3339, and absent when there is none.

// taskRow is work for a person.
type taskRow struct {
	Task   int64  `json:"task"`
	Since  string `json:"since"`
	Done   string `json:"done,omitempty"`
	Case   string `json:"case,omitempty"`
	Mail   int64  `json:"mail,omitempty"`
	Letter int64  `json:"letter,omitempty"`
	What   string `json:"what"`
}

func taskRows(tasks []register.Task, zone *time.Location) []taskRow {
	rows := []taskRow{}
	for _, t := range tasks {
		rows = append(rows, taskRow{t.ID, moment3339(t.At, zone), moment3339(t.DoneAt, zone), t.Case, t.Ledger, t.Letter, t.What})
	}
	return rows
}

// letterRow is one of our letters.
type letterRow struct {
	Letter    int64                 `json:"letter"`
	Kind      string                `json:"kind"`
	Role      string                `json:"role"`
	Recipient string                `json:"recipient"`
	Case      string                `json:"case,omitempty"`
	Status    register.LetterStatus `json:"status"`
	Written   string                `json:"written"`
	Sent      string                `json:"sent,omitempty"`
	Tries     int                   `json:"tries"`
	Why       string                `json:"why,omitempty"`
	MessageID string                `json:"message_id"`
}

func letterRows(letters []register.Letter, zone *time.Location) []letterRow {
	rows := []letterRow{}
	for _, l := range letters {
		rows = append(rows, letterRow{l.ID, l.Kind, l.Role, l.Recipient, l.Case, l.Status, moment3339(l.WrittenAt, zone),
			moment3339(l.SentAt, zone), l.Attempts, l.LastError, l.MessageID})
	}
	return rows
}

// deliveryRow is what another system is told.
type deliveryRow struct {
	Receiver string                  `json:"receiver"`
	Case     string                  `json:"case"`
	What     string                  `json:"what"`
	Status   register.DeliveryStatus `json:"status"`
	Since    string                  `json:"since"`
	Due      string                  `json:"due"`
	Tries    int                     `json:"tries"`
	Last     string                  `json:"last,omitempty"`
}

func deliveryRows(all []register.Delivery, zone *time.Location) []deliveryRow {
	rows := []deliveryRow{}
	for _, d := range all {
		rows = append(rows, deliveryRow{d.Receiver, d.Case, d.Kind, d.Status, moment3339(d.ReadyAt, zone), moment3339(d.Due, zone), d.Attempts, d.LastError})
	}
	return rows
}

// dayRow is one day of the ledger's balance.
type dayRow struct {
	Day      string                   `json:"day"`
	Seen     int                      `json:"seen"`
	Outcomes map[register.Outcome]int `json:"outcomes"`
	Without  int                      `json:"without"` // an outcome
}

func dayRows(days []register.Day, zone *time.Location) []dayRow {
	rows := []dayRow{}
	for _, d := range days {
		row := dayRow{Day: d.Start.In(zone).Format(time.DateOnly), Outcomes: d.Outcomes}
		for o, n := range d.Outcomes {
			row.Seen += n
			if !slices.Contains(balanced, o) {
				row.Without += n
			}
		}
		if row.Seen > 0 {
			rows = append(rows, row)
		}
	}
	return rows
}

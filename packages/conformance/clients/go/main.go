// Command conformance runs the scenarios of packages/conformance/src/scenarios.ts with franz-go (kgo and kadm) against
// the broker at BOOTSTRAP_SERVERS and prints one JSON line per scenario. Any failure makes the exit code 1.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Scenario is one named behaviour. Run returns a short fact worth printing, or why the behaviour did not hold.
type Scenario struct {
	Name string
	Run  func(t *Trial) string
}

type result struct {
	Scenario string `json:"scenario"`
	OK       bool   `json:"ok"`
	Detail   string `json:"detail"`
	Client   string `json:"client"`
	MS       int64  `json:"ms"`
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "member" {
		runMember(os.Args[2:])
		return
	}
	if len(os.Args) > 1 && os.Args[1] == "moves" {
		runMoves(os.Args[2:])
		return
	}
	var scenarios []Scenario
	for _, list := range []func() []Scenario{
		recordScenarios, groupScenarios, consumerScenarios, adminScenarios, clusterScenarios, errorScenarios,
	} {
		scenarios = append(scenarios, list()...)
	}
	only := strings.FieldsFunc(os.Getenv("ONLY"), func(r rune) bool { return r == ',' })
	failed := 0
	for _, scenario := range scenarios {
		if len(only) > 0 && !slices.Contains(only, scenario.Name) {
			continue
		}
		outcome := runScenario(scenario)
		if !outcome.OK {
			failed++
		}
		line, err := json.Marshal(outcome)
		if err != nil {
			panic(err)
		}
		fmt.Println(string(line))
	}
	if failed > 0 {
		os.Exit(1)
	}
}

// runScenario gives up on a scenario when its time limit is over even if it never looks at its context: a hanging
// client call must not hide the scenarios after it.
func runScenario(scenario Scenario) result {
	startedAt := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), timeLimit())
	defer cancel()
	trial := &Trial{Context: ctx, Name: scenario.Name}
	done := make(chan result, 1)
	go func() {
		outcome := result{Scenario: scenario.Name, Client: clientVersion()}
		defer func() {
			if reason := recover(); reason != nil {
				outcome.OK, outcome.Detail = false, describeFailure(reason)
			}
			trial.cleanUp()
			done <- outcome
		}()
		outcome.Detail = scenario.Run(trial)
		outcome.OK = true
		if trial.checks == 0 {
			panic(failure("the scenario checked nothing"))
		}
	}()
	select {
	case outcome := <-done:
		outcome.MS = time.Since(startedAt).Milliseconds()
		return outcome
	case <-time.After(timeLimit() + 5*time.Second):
		hanging := result{Scenario: scenario.Name, Client: clientVersion(), Detail: "time limit: still hanging"}
		hanging.MS = time.Since(startedAt).Milliseconds()
		return hanging
	}
}

func timeLimit() time.Duration {
	if text := os.Getenv("TIME_LIMIT_MS"); text != "" {
		limit, err := strconv.Atoi(text)
		if err != nil {
			panic(err)
		}
		return time.Duration(limit) * time.Millisecond
	}
	return 30 * time.Second
}

func clientVersion() string {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if module.Path == "github.com/twmb/franz-go" {
			return "franz-go " + strings.TrimPrefix(module.Version, "v")
		}
	}
	return "franz-go"
}

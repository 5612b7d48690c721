package main

import (
	"strings"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

func errorScenarios() []Scenario {
	return []Scenario{
		{"error-topic-exists", topicExists},
		{"error-unknown-config", unknownConfig},
		{"error-message-too-large", messageTooLarge},
		{"error-invalid-topic-name", invalidTopicName},
	}
}

func topicExists(t *Trial) string {
	topic := t.topic("", 1, nil)
	response, err := t.admin().CreateTopic(t.Context, 1, 1, nil, topic)
	t.errorIs("create again", err, kerr.TopicAlreadyExists)
	return "broker: " + response.ErrMessage
}

func unknownConfig(t *Trial) string {
	response, err := t.admin().CreateTopic(t.Context, 1, 1, map[string]*string{"no.such.key": pointer("1")}, t.name(""))
	t.errorIs("create", err, kerr.InvalidConfig)
	return "broker: " + response.ErrMessage
}

func messageTooLarge(t *Trial) string {
	topic := t.topic("", 1, map[string]*string{"max.message.bytes": pointer("10000")})
	client := t.client(kgo.ProducerBatchCompression(kgo.NoCompression()))
	err := client.ProduceSync(t.Context, &kgo.Record{Topic: topic, Value: []byte(strings.Repeat("x", 20_000))}).FirstErr()
	t.errorIs("20 000 bytes", err, kerr.MessageTooLarge)
	small := &kgo.Record{Topic: topic, Value: []byte("small")}
	t.errorIs("5 bytes afterwards", client.ProduceSync(t.Context, small).FirstErr(), nil)
	t.equal("its offset", small.Offset, int64(0))
	return err.Error()
}

func invalidTopicName(t *Trial) string {
	response, err := t.admin().CreateTopic(t.Context, 1, 1, nil, t.name("/slash"))
	t.errorIs("create", err, kerr.InvalidTopicException)
	return "broker: " + response.ErrMessage
}

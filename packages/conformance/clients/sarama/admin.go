package main

import (
	"errors"
	"strings"

	"github.com/IBM/sarama"
)

func adminScenarios() []Scenario {
	return []Scenario{
		{"admin-create-topics", createTopics},
		{"error-topic-exists", topicExists},
		{"error-message-too-large", messageTooLarge},
	}
}

func createTopics(t *Trial) string { return t.roundTrip(3, makeMessages(30, 3), newConfig()) }

func topicExists(t *Trial) string {
	name := t.topic(1)
	err := t.admin().CreateTopic(name, &sarama.TopicDetail{NumPartitions: 1, ReplicationFactor: 1}, false)
	t.check(errors.Is(err, sarama.ErrTopicAlreadyExists), "creating it again: got %v", err)
	return err.Error()
}

// messageTooLarge: the limit of the client is out of the way, so that it is the broker who refuses.
func messageTooLarge(t *Trial) string {
	topic := t.topic(1)
	config := newConfig()
	config.Producer.MaxMessageBytes = 5_000_000
	producer, err := sarama.NewSyncProducer(servers(), config)
	t.must("new producer", err)
	t.atEnd = append(t.atEnd, producer.Close)
	send := func(text string) error {
		_, _, err := producer.SendMessage(&sarama.ProducerMessage{Topic: topic, Value: sarama.StringEncoder(text)})
		return err
	}
	refusal := send(strings.Repeat("x", 2_000_000))
	t.check(errors.Is(refusal, sarama.ErrMessageSizeTooLarge), "2 MB: got %v", refusal)
	t.check(send("small") == nil, "the next record goes through")
	return refusal.Error()
}

package testka.conformance;

import static testka.conformance.Member.RANGE;

import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Administration of groups and their offsets. */
final class AdminGroupScenarios {
    private AdminGroupScenarios() {}

    static void addTo(Map<String, Main.Scenario> scenarios) {
        scenarios.put("admin-list-groups", AdminGroupScenarios::listGroups);
        scenarios.put("admin-describe-groups", AdminGroupScenarios::describeGroups);
        scenarios.put("admin-list-group-offsets", AdminGroupScenarios::listGroupOffsets);
        scenarios.put("admin-delete-group-offsets", AdminGroupScenarios::deleteGroupOffsets);
        scenarios.put("admin-delete-groups", AdminGroupScenarios::deleteGroups);
    }

    /**
     * The only member of a group of the scenario's name; it owns the one partition of the topic.
     */
    private static Member stableMember(Trial trial, String topic) throws Exception {
        Group group = new Group(trial);
        Member member = group.join(topic, Member.with(RANGE, "client.id", "conformance"));
        group.awaitShares(1, List.of(member), 1);
        return member;
    }

    private static Optional<GroupListing> listed(Trial trial, ListGroupsOptions options)
            throws Exception {
        return trial.get(trial.admin().listGroups(options).all()).stream()
                .filter(each -> each.groupId().equals(trial.name("")))
                .findFirst();
    }

    private static String listGroups(Trial trial) throws Exception {
        stableMember(trial, trial.topic(1));
        Optional<GroupListing> listing = listed(trial, new ListGroupsOptions());
        trial.check(listing.isPresent(), "the group is not listed");
        trial.equal("protocol type", listing.get().protocol(), "consumer");
        trial.equal("type", listing.get().type(), Optional.of(GroupType.CLASSIC));
        trial.equal("state", listing.get().groupState(), Optional.of(GroupState.STABLE));
        trial.equal(
                "listed as Empty",
                listed(trial, new ListGroupsOptions().inGroupStates(Set.of(GroupState.EMPTY)))
                        .isPresent(),
                false);
        return "consumer, Classic, Stable";
    }

    private static ConsumerGroupDescription describe(Trial trial) throws Exception {
        String group = trial.name("");
        return trial.get(trial.admin().describeConsumerGroups(List.of(group)).all()).get(group);
    }

    private static String describeGroups(Trial trial) throws Exception {
        String topic = trial.topic(1);
        Member member = stableMember(trial, topic);
        ConsumerGroupDescription stable = describe(trial);
        trial.equal("state", stable.groupState(), GroupState.STABLE);
        trial.equal("type", stable.type(), GroupType.CLASSIC);
        trial.equal("assignor", stable.partitionAssignor(), "range");
        trial.equal("members", stable.members().size(), 1);
        var described = stable.members().iterator().next();
        trial.equal("member id", described.consumerId(), member.metadata().memberId());
        trial.equal("client id", described.clientId(), "conformance");
        trial.equal(
                "assignment",
                described.assignment().topicPartitions(),
                Set.of(new TopicPartition(topic, 0)));
        member.close();
        ConsumerGroupDescription empty = describe(trial);
        trial.equal("state after leaving", empty.groupState(), GroupState.EMPTY);
        trial.equal("members after leaving", empty.members().size(), 0);
        String message =
                trial.refused(
                        "unknown group",
                        GroupIdNotFoundException.class,
                        () ->
                                trial.get(
                                        trial.admin()
                                                .describeConsumerGroups(
                                                        List.of(trial.name("-missing")))
                                                .all()));
        return "Stable, then Empty; host " + described.host() + "; missing: " + message;
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(Trial trial, String group)
            throws Exception {
        return trial.get(
                trial.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    }

    private static String listGroupOffsets(Trial trial) throws Exception {
        String topic = trial.topic(3);
        Map<TopicPartition, OffsetAndMetadata> offsets =
                Map.of(
                        new TopicPartition(topic, 0),
                        new OffsetAndMetadata(7),
                        new TopicPartition(topic, 1),
                        new OffsetAndMetadata(11));
        trial.get(
                trial.admin()
                        .alterConsumerGroupOffsets(trial.name(""), new HashMap<>(offsets))
                        .all());
        trial.equal("committed offsets", committed(trial, trial.name("")), offsets);
        trial.equal(
                "offsets of an unknown group", committed(trial, trial.name("-missing")), Map.of());
        return "7, 11, none";
    }

    private static String deleteGroupOffsets(Trial trial) throws Exception {
        String topic = trial.topic(1);
        Member member = stableMember(trial, topic);
        TopicPartition partition = new TopicPartition(topic, 0);
        member.ask(
                consumer -> {
                    consumer.commitSync(Map.of(partition, new OffsetAndMetadata(5)));
                    return null;
                });
        String message =
                trial.refused(
                        "while subscribed",
                        GroupSubscribedToTopicException.class,
                        () ->
                                trial.get(
                                        trial.admin()
                                                .deleteConsumerGroupOffsets(
                                                        trial.name(""), Set.of(partition))
                                                .partitionResult(partition)));
        trial.equal(
                "offsets kept",
                committed(trial, trial.name("")),
                Map.of(partition, new OffsetAndMetadata(5)));
        member.close();
        trial.get(
                trial.admin()
                        .deleteConsumerGroupOffsets(trial.name(""), Set.of(partition))
                        .partitionResult(partition));
        trial.equal("offsets afterwards", committed(trial, trial.name("")), Map.of());
        return message;
    }

    private static String deleteGroups(Trial trial) throws Exception {
        Member member = stableMember(trial, trial.topic(1));
        String message =
                trial.refused(
                        "while a member is in",
                        GroupNotEmptyException.class,
                        () ->
                                trial.get(
                                        trial.admin()
                                                .deleteConsumerGroups(List.of(trial.name("")))
                                                .all()));
        member.close();
        trial.get(trial.admin().deleteConsumerGroups(List.of(trial.name(""))).all());
        trial.equal("still listed", listed(trial, new ListGroupsOptions()).isPresent(), false);
        trial.refused(
                "deleted again",
                GroupIdNotFoundException.class,
                () -> trial.get(trial.admin().deleteConsumerGroups(List.of(trial.name(""))).all()));
        return message;
    }
}

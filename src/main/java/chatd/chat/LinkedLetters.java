package chatd.chat;

import chatd.link.Node;
import chatd.link.RecordReader;
import chatd.link.RecordWriter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Private lines between nodes. Each goes in a letter, which the other node answers when it has delivered the line. No
 * line is stored. A letter may arrive twice, so the answers to the last letters are kept.
 */
final class LinkedLetters {

    /** The outcome of a private line. */
    enum Delivery { DELIVERED, NOT_HERE, NO_ANSWER, NOT_SENT }

    /** A letter of another node. */
    private record Received(Node from, long number) {
    }

    private static final Delivery[] DELIVERIES = Delivery.values();
    private static final int MAX_KEPT = 1000;
    /** Further private lines of the same author are not sent, so that one author cannot keep others from writing. */
    static final int MAX_WAITING = 32;

    private final ChatLink link;
    private final LinkedPeople people;
    private final PublicActions actions;
    private final PrivateLines lines;
    private final Map<Received, Delivery> answered = new LinkedHashMap<>();
    /** Number of private lines without an answer, for each author. */
    private final Map<Session, Integer> waiting = new HashMap<>();
    private long sent;

    LinkedLetters(ChatLink link, LinkedPeople people, PublicActions actions, PrivateLines lines) {
        this.link = link;
        this.people = people;
        this.actions = actions;
        this.lines = lines;
    }

    /** Sends a private line of a member of this node, unless too many of its lines have no answer yet. */
    void send(Session from, RemoteMember to, String text, Consumer<Delivery> result) {
        if (waiting.getOrDefault(from, 0) >= MAX_WAITING) {
            result.accept(Delivery.NOT_SENT);
            return;
        }
        waiting.merge(from, 1, Integer::sum);
        RecordWriter letter = new RecordWriter().number(++sent).number(from.number()).number(to.numberThere())
                .text(text);
        link.ask(to.node(), letter.toBytes(), answer -> {
            waiting.computeIfPresent(from, (author, count) -> count > 1 ? count - 1 : null);
            result.accept(answer == null ? Delivery.NO_ANSWER : DELIVERIES[new RecordReader(answer).number(1)]);
        });
    }

    /** Delivers a private line of another node's member. */
    byte[] answer(Node node, RecordReader letter) {
        Received received = new Received(node, letter.number());
        Delivery known = answered.get(received);
        Delivery result = known == null ? deliver(node.name(), letter) : known;
        answered.put(received, result);
        if (answered.size() > MAX_KEPT) {
            answered.remove(answered.keySet().iterator().next());
        }
        return new RecordWriter().number(result.ordinal()).toBytes();
    }

    private Delivery deliver(String node, RecordReader letter) {
        Member from = people.read(letter, node);
        Member to = people.read(letter, link.node());
        String text = letter.text();
        if (from == null || !(to instanceof Session session) || !session.isHere() || actions.isLeaving(session)) {
            return Delivery.NOT_HERE;
        }
        lines.deliver(from, session, text);
        return Delivery.DELIVERED;
    }
}

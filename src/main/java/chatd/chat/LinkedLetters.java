package chatd.chat;

import chatd.link.RecordReader;
import chatd.link.RecordWriter;
import java.util.function.Consumer;

/** Private lines between nodes: letters, which the other node answers when it has delivered them. None is stored. */
final class LinkedLetters {

    /** What became of a private line. */
    enum Delivery { DELIVERED, NOT_HERE, NO_ANSWER }

    private static final Delivery[] DELIVERIES = Delivery.values();

    private final ChatLink link;
    private final LinkedPeople people;
    private final PublicActions actions;
    private final PrivateLines lines;

    LinkedLetters(ChatLink link, LinkedPeople people, PublicActions actions, PrivateLines lines) {
        this.link = link;
        this.people = people;
        this.actions = actions;
        this.lines = lines;
    }

    /** Sends a private line of a member of this node. */
    void send(Session from, RemoteMember to, String text, Consumer<Delivery> result) {
        RecordWriter letter = new RecordWriter().number(from.number()).number(to.numberThere()).text(text);
        link.ask(to.node(), letter.toBytes(), answer -> result.accept(
                answer == null ? Delivery.NO_ANSWER : DELIVERIES[new RecordReader(answer).number(1)]));
    }

    /** Delivers a private line of another node's member. */
    byte[] answer(String node, RecordReader letter) {
        Member from = people.read(letter, node);
        Member to = people.read(letter, link.node());
        String text = letter.text();
        Delivery result = Delivery.NOT_HERE;
        if (from != null && to instanceof Session session && session.isHere() && !actions.isLeaving(session)) {
            lines.deliver(from, session, text);
            result = Delivery.DELIVERED;
        }
        return new RecordWriter().number(result.ordinal()).toBytes();
    }
}

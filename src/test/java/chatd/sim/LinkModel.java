package chatd.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The conditions for the lines that people on linked nodes have received, seen from the outside: each line once, in
 * the same words, in one order for all; and whoever receives two lines in a room has received all lines between them.
 */
final class LinkModel {

    private final List<LinkedPerson> people;
    /** Whether a room may be locked: its lines are not shown to those who come back. */
    private final String unlockable;
    private final boolean showsMissed;

    /**
     * @param unlockable the room that may be locked now and then is any other than the lobby and this one
     * @param showsMissed whether all missed lines are shown
     */
    LinkModel(List<LinkedPerson> people, String unlockable, boolean showsMissed) {
        this.people = people;
        this.unlockable = unlockable;
        this.showsMissed = showsMissed;
    }

    void check() {
        checkWords();
        checkOrder();
        for (LinkedPerson other : people) {
            Map<String, Integer> places = places(other);
            for (LinkedPerson reader : people) {
                if (reader != other) {
                    checkComplete(reader, other, places);
                }
            }
        }
    }

    /** Each line is received once, in the same words. */
    private void checkWords() {
        Map<String, String> words = new HashMap<>();
        for (LinkedPerson person : people) {
            Set<String> received = new HashSet<>(person.missed);
            require(received.size() == person.missed.size(), person + " has missed a line twice: " + person.missed);
            for (LinkedPerson.Received line : person.received) {
                require(received.add(line.token()), person + " has received twice: " + line);
                String known = line.isApart() ? null : words.putIfAbsent(line.token(), line.text());
                require(known == null || known.equals(line.text()), person + " has received \"" + line.text()
                        + "\", others \"" + known + '"');
            }
        }
    }

    /** There is one order that agrees with what each person has received. */
    private void checkOrder() {
        Map<String, Set<String>> next = new LinkedHashMap<>();
        Map<String, Integer> incoming = new LinkedHashMap<>();
        for (LinkedPerson person : people) {
            String before = null;
            for (LinkedPerson.Received line : person.received) {
                incoming.putIfAbsent(line.token(), 0);
                if (before != null && next.computeIfAbsent(before, one -> new LinkedHashSet<>()).add(line.token())) {
                    incoming.merge(line.token(), 1, Integer::sum);
                }
                before = line.token();
            }
        }
        Deque<String> ready = new ArrayDeque<>();
        incoming.forEach((token, count) -> {
            if (count == 0) {
                ready.add(token);
            }
        });
        int sorted = 0;
        for (String token = ready.poll(); token != null; token = ready.poll()) {
            sorted++;
            for (String later : next.getOrDefault(token, Set.of())) {
                if (incoming.merge(later, -1, Integer::sum) == 0) {
                    ready.add(later);
                }
            }
        }
        incoming.values().removeIf(count -> count == 0);
        require(sorted > 0 && incoming.isEmpty() || incoming.isEmpty(), "no one order: " + incoming.keySet());
    }

    /** Between two lines that both have received, the reader has received all that the other one has. */
    private void checkComplete(LinkedPerson reader, LinkedPerson other, Map<String, Integer> places) {
        for (int i = 1; i < reader.received.size(); i++) {
            LinkedPerson.Received from = reader.received.get(i - 1);
            LinkedPerson.Received to = reader.received.get(i);
            Integer begin = places.get(from.token());
            Integer end = places.get(to.token());
            if (begin != null && end != null && isWithinStay(from, to)
                    && isWithinStay(other.received.get(begin), other.received.get(end))) {
                checkReceived(reader, other, other.received.subList(begin + 1, end));
            }
        }
    }

    /** Whether the reader was in one room from one line to the other, and other nodes could be reached. */
    private static boolean isWithinStay(LinkedPerson.Received from, LinkedPerson.Received to) {
        return from.stay() == to.stay() && from.separations() == to.separations() && !from.isApart();
    }

    private static Map<String, Integer> places(LinkedPerson person) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < person.received.size(); i++) {
            places.put(person.received.get(i).token(), i);
        }
        return places;
    }

    private void checkReceived(LinkedPerson reader, LinkedPerson other, List<LinkedPerson.Received> lines) {
        for (LinkedPerson.Received line : lines) {
            boolean mayBeLocked = !line.room().equals("#lobby") && !line.room().equals(unlockable);
            // Those who come back are shown what was said, but not who has come and gone.
            boolean isNotice = line.text().contains(" has left") || line.text().contains(" was removed by ");
            require(mayBeLocked || isNotice || !showsMissed || reader.missed.contains(line.token()),
                    reader + " has not received " + line + ", but " + other + " has");
        }
    }

    static void require(boolean isTrue, String message) {
        if (!isTrue) {
            throw new AssertionError(message);
        }
    }

    /** Private lines come to one person at most, and their authors are told what became of them. */
    void checkPrivateLines() {
        Map<String, List<LinkedPerson>> receivers = new HashMap<>();
        for (LinkedPerson person : people) {
            person.privately.forEach(token -> receivers.computeIfAbsent(token, one -> new ArrayList<>()).add(person));
        }
        for (LinkedPerson author : people) {
            author.sentPrivately.forEach((token, outcome) -> {
                int count = receivers.getOrDefault(token, List.of()).size();
                require(count <= 1, token + " of " + author + " has come to " + receivers.get(token));
                require(outcome != LinkedPerson.Outcome.REFUSED || count == 0,
                        author + " was told that " + token + " was not delivered, but it was");
                require(outcome != LinkedPerson.Outcome.DELIVERED || count == 1
                                || people.stream().anyMatch(LinkedPerson::isGone),
                        author + " was told that " + token + " was delivered, but it was not");
                require(outcome != LinkedPerson.Outcome.UNKNOWN || author.isGone(),
                        author + " was not told what became of " + token);
            });
        }
    }
}

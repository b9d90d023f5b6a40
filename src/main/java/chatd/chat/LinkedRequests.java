package chatd.chat;

import chatd.chat.PublicActions.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Requests of members of this node that are on their way through the link. No further input is read from a member until
 * its request is done, so that its next lines are said in the right room and under the right name.
 */
final class LinkedRequests {

    private record Request(Session member, Consumer<Outcome> done) {
    }

    private final Map<Integer, Request> requests = new HashMap<>();
    private final Consumer<Session> turnAway;
    private int last;

    /** @param turnAway disconnects a newcomer that cannot enter */
    LinkedRequests(Consumer<Session> turnAway) {
        this.turnAway = turnAway;
    }

    /**
     * A member makes a request.
     *
     * @param done receives the outcome; not if the member has left by then
     * @return the number of the request, at least 1
     */
    int begin(Session member, Consumer<Outcome> done) {
        if (member.connection().isOpen()) {
            member.connection().pause();
        }
        last = last == Integer.MAX_VALUE ? 1 : last + 1;
        requests.put(last, new Request(member, done));
        return last;
    }

    /** A member has left: drops the requests made since it began to leave. */
    void forget(Member member) {
        requests.values().removeIf(request -> request.member() == member);
    }

    /**
     * The link is cut for an unknown time: members are read again, although their requests are still on their way.
     * Newcomers are turned away.
     */
    void release() {
        for (Request request : new ArrayList<>(requests.values())) {
            Session member = request.member();
            if (member.isHere() && member.connection().isOpen()) {
                member.connection().unpause();
            } else if (member.connection().isOpen()) {
                turnAway.accept(member);
            }
        }
    }

    boolean isEmpty() {
        return requests.isEmpty();
    }

    /** Nobody answers a request that has not ended yet, since it has failed. */
    void drop(int number) {
        Request request = requests.remove(number);
        if (request != null && request.member().connection().isOpen()) {
            request.member().connection().unpause();
        }
    }

    /** All nodes have applied a request of this node, or have refused it. */
    void end(int number, Outcome outcome) {
        Request request = requests.remove(number);
        if (request != null && request.member().connection().isOpen()) {
            request.member().connection().unpause();
            request.done().accept(outcome);
        }
    }
}

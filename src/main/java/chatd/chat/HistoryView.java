package chatd.chat;

import java.time.Clock;
import java.util.List;

/** Shows members lines of a history: framed, each after its time of day, and the date where the day changes. */
final class HistoryView {

    private final ChatNotices notices;
    private final Clock clock;

    /** @param clock the wall clock, with its zone */
    HistoryView(ChatNotices notices, Clock clock) {
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * Shows these lines, the oldest first. They are not sent as answers: the heap could not hold a copy for every
     * client that connects and reads nothing.
     */
    void show(Session member, List<HistoryLine> lines) {
        member.hear(notices.historyBegins());
        long day = LocalTimes.day(clock);
        for (HistoryLine line : lines) {
            if (line.day() != day) {
                day = line.day();
                member.hearAsIs(notices.historyDay(LocalTimes.date(day)));
            }
            member.hearAsIs(line.withTime());
        }
        member.hear(notices.historyEnds());
    }
}

package chatd.chat;

import java.time.Clock;
import java.util.List;

/** Shows members lines of a history in a frame: each line after its time of day, and a date where the day changes. */
final class HistoryView {

    private final ChatNotices notices;
    private final Clock clock;

    /** @param clock the wall clock, with its zone */
    HistoryView(ChatNotices notices, Clock clock) {
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * Shows these lines, oldest first. They are not sent as answers, because the heap could not hold a copy for each
     * client that connects and does not read.
     */
    void show(Session member, List<HistoryLine> lines) {
        show(member, notices.historyBegins(), lines);
    }

    /** Shows lines that a member has missed while other servers could not be reached. */
    void showMissed(Session member, List<HistoryLine> lines) {
        show(member, notices.missedBegins(), lines);
    }

    private void show(Session member, String heading, List<HistoryLine> lines) {
        member.hear(heading);
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

package chatd.chat;

import chatd.access.Rejection;
import chatd.net.Connection;
import chatd.net.Notices;

/** The notices of the server in the words of a {@link Dialect}. A member reads them as its {@link Filter} has it. */
final class ServerNotices implements Notices {

    private final ChatNotices words;

    ServerNotices(ChatNotices words) {
        this.words = words;
    }

    @Override
    public String rejected(Rejection reason) {
        return words.rejected(reason);
    }

    @Override
    public String skipped(int lines) {
        return words.skipped(lines);
    }

    @Override
    public String skipped(Connection client, int lines) {
        return Session.of(client).filter().dress(words.skipped(lines));
    }
}

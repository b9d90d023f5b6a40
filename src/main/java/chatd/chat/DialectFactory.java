package chatd.chat;

/** Makes the dialect of one chat. */
@FunctionalInterface
public interface DialectFactory {

    /** @param chat not complete yet: to be kept, not to be called */
    Dialect create(ChatService chat, Settings settings, Phrases phrases);
}

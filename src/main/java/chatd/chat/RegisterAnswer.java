package chatd.chat;

/** The answer to a member that registers its name, sent when that is saved or has failed. The member is still here. */
final class RegisterAnswer {

    private final Session member;
    private final Phrases phrases;
    private final boolean hadKey;
    private final String name;

    /** @param hadKey whether the name has a key, which the new one replaces */
    RegisterAnswer(Session member, Phrases phrases, boolean hadKey) {
        this.member = member;
        this.phrases = phrases;
        this.hadKey = hadKey;
        name = member.name();
    }

    /** The name is registered, and the member owns it. */
    void registered(String key) {
        member.tell(phrases.text(hadKey ? "register.again" : "register.you", name, key));
    }

    /** The name is not registered, because it could not be saved. */
    void failed() {
        member.tell(phrases.text("register.failed", name));
    }

    /** The name is not registered, because the member has changed it. */
    void abandoned() {
        member.tell(phrases.text("register.renamed", name));
    }
}

package chatd.chat;

/** The arrivals in the dialect "chat": shows members their name and the room, and tells the room. */
final class Arrivals {

    private final ChatService chat;
    private final Phrases phrases;
    private final ChatNotices notices;
    private final boolean listsMembers;

    /** @param listsMembers whether newcomers are told who is here */
    Arrivals(ChatService chat, Phrases phrases, ChatNotices notices, boolean listsMembers) {
        this.chat = chat;
        this.phrases = phrases;
        this.notices = notices;
        this.listsMembers = listsMembers;
    }

    /** Shows a newcomer its room, and tells the room. */
    void welcome(Session newcomer) {
        showRoom(newcomer);
        newcomer.room().arrived(newcomer);
        newcomer.room().listen(newcomer);
    }

    /** Lets a client, perhaps another member, take over the member that owns a registered name and is still here. */
    void takeOver(Session taker, Session owner) {
        chat.takeOver(taker, owner);
        showRoom(owner);
        owner.room().returned(owner);
        owner.room().listen(owner);
    }

    private void showRoom(Session member) {
        Room room = member.room();
        member.tell(phrases.text("you", member.name()));
        if (room != chat.rooms().lobby()) {
            member.tell(notices.inRoom(room.title()));
        }
        chat.moves().tellTopic(member);
        if (listsMembers) {
            member.tell(chat.moves().present(member));
        }
        chat.moves().showHistory(member);
    }
}

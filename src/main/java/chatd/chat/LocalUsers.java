package chatd.chat;

/**
 * The names of local users, who connect by a Unix domain socket: at the question for a name, Enter takes the login
 * name. If names can be registered, the name then belongs to the user, whose local clients need no key for it.
 */
final class LocalUsers {

    private final ChatService chat;

    LocalUsers(ChatService chat) {
        this.chat = chat;
    }

    /** The name that Enter takes: the login name of a local user, if it is free or the user's, else the address. */
    String offered(Session newcomer) {
        String name = loginName(newcomer);
        boolean isFree = name != null && chat.names().problem(newcomer, name) == null;
        return isFree ? name : newcomer.address();
    }

    /** Whether this name is the login name of a client. */
    boolean isOwn(Session newcomer, String name) {
        String own = loginName(newcomer);
        return own != null && Names.fold(own).equals(Names.fold(name));
    }

    private static String loginName(Session newcomer) {
        String user = newcomer.user();
        return user == null ? null : Names.normalize(user);
    }
}

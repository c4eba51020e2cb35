// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family handshake, by `klink generate rust`.

klink::family_enum! {
    HandlerClass "handler-class" u32 {
        NONE "none" = 0;
        TLSHD "tlshd" = 1;
        MAX "max" = 2;
    }
}

klink::family_enum! {
    MsgType "msg-type" u32 {
        UNSPEC "unspec" = 0;
        CLIENTHELLO "clienthello" = 1;
        SERVERHELLO "serverhello" = 2;
    }
}

klink::family_enum! {
    Auth "auth" u32 {
        UNSPEC "unspec" = 0;
        UNAUTH "unauth" = 1;
        PSK "psk" = 2;
        X509 "x509" = 3;
    }
}

klink::family_set! {
    X509 PutX509 "x509" [] false [] [] [] {
        cert "cert" = 1: i32 as S32;
        privkey "privkey" = 2: i32 as S32;
    }
}

klink::family_set! {
    Accept PutAccept "accept" [] false [] [] [6 7] {
        sockfd "sockfd" = 1: i32 as S32;
        handler_class "handler-class" = 2: HandlerClass as U32;
        message_type "message-type" = 3: MsgType as U32;
        timeout "timeout" = 4: u32 as U32;
        auth_mode "auth-mode" = 5: Auth as U32;
        peer_identity "peer-identity" = 6 multi u32 as U32;
        certificate "certificate" = 7 multi_nest X509 PutX509;
        peername "peername" = 8: &'a str as Str;
        keyring "keyring" = 9: u32 as U32;
    }
}

klink::family_set! {
    Done PutDone "done" [] false [] [] [3] {
        status "status" = 1: u32 as U32;
        sockfd "sockfd" = 2: i32 as S32;
        remote_auth "remote-auth" = 3 multi u32 as U32;
    }
}

klink::family_operations! {
    generic Handshake HandshakeOn "handshake" 1 {
        accept AcceptOp "accept" true false 2 2 = PutAccept<'w>, Accept<'a>, Accept<'a>;
        done DoneOp "done" true false 3 3 = PutDone<'w>, Done<'a>, Done<'a>;
    } {
        Ready "ready" 1 = PutAccept<'w>, Accept<'a>;
    } {
        None "none" 0;
        Tlshd "tlshd" 0;
    } {
    }
}

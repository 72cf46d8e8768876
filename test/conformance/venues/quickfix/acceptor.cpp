// A FIX 4.4 order acceptor on QuickFIX (Debian's libquickfix-dev), written apart from ours: an independent counterparty for the tests.
// usage: acceptor PORT DICTIONARY. It accepts one link, venue QF, customer SLUICE, and checks each message against the dictionary.
// A limit sell at 64000 or below trades at once in two parts, above it waits; a price below 1000 is rejected.
// It quotes 63500 for up to 5 coins and rejects a request for more; a quote for exactly 3 it withdraws at once. A quote trades once, whole.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <unistd.h>
#include "quickfix/Application.h"
#include "quickfix/FileStore.h"
#include "quickfix/MessageCracker.h"
#include "quickfix/SessionSettings.h"
#include "quickfix/SocketAcceptor.h"
#include "quickfix/fix44/ExecutionReport.h"
#include "quickfix/fix44/NewOrderSingle.h"
#include "quickfix/fix44/OrderCancelReject.h"
#include "quickfix/fix44/OrderCancelRequest.h"
#include "quickfix/fix44/OrderStatusRequest.h"
#include "quickfix/fix44/Quote.h"
#include "quickfix/fix44/QuoteCancel.h"
#include "quickfix/fix44/QuoteRequest.h"
#include "quickfix/fix44/QuoteRequestReject.h"

struct Kept { std::string id, symbol, quantity, price, done, average; char side, type, inForce, status; };

class Venue : public FIX::Application, public FIX::MessageCracker {
  std::map<std::string, Kept> orders;
  std::map<std::string, std::string> quotes;
  int count = 0;

  FIX44::ExecutionReport reportOf(const std::string& clientId, const Kept& order, char execType, const std::string& execId) {
    FIX44::ExecutionReport report(FIX::OrderID(order.id), FIX::ExecID(execId), FIX::ExecType(execType), FIX::OrdStatus(order.status),
                                  FIX::Side(order.side), FIX::LeavesQty(0), FIX::CumQty(0), FIX::AvgPx(0));
    report.set(FIX::ClOrdID(clientId));
    report.set(FIX::Symbol(order.symbol));
    report.set(FIX::OrdType(order.type));
    report.set(FIX::TimeInForce(order.inForce));
    report.set(FIX::TransactTime());
    // Decimals stay text: QuickFIX would print them through a double.
    report.setField(38, order.quantity);
    report.setField(44, order.price);
    report.setField(14, order.done);
    report.setField(6, order.average);
    report.setField(151, order.status == '0' ? order.quantity : "0");
    return report;
  }
  std::string nextId() { return "QF" + std::to_string(++count); }

  void onCreate(const FIX::SessionID&) override {}
  void onLogon(const FIX::SessionID&) override { std::cout << "logon" << std::endl; }
  void onLogout(const FIX::SessionID&) override { std::cout << "logout" << std::endl; }
  void toAdmin(FIX::Message&, const FIX::SessionID&) override {}
  void toApp(FIX::Message&, const FIX::SessionID&) throw(FIX::DoNotSend) override {}
  void fromAdmin(const FIX::Message& message, const FIX::SessionID&)
      throw(FIX::FieldNotFound, FIX::IncorrectDataFormat, FIX::IncorrectTagValue, FIX::RejectLogon) override {
    FIX::MsgType type;
    message.getHeader().getField(type);
    if (type.getValue() == "3") std::cout << "rejected " << message.toString() << std::endl;
  }
  void fromApp(const FIX::Message& message, const FIX::SessionID& session)
      throw(FIX::FieldNotFound, FIX::IncorrectDataFormat, FIX::IncorrectTagValue, FIX::UnsupportedMessageType) override {
    crack(message, session);
  }

  void onMessage(const FIX44::NewOrderSingle& message, const FIX::SessionID& session) override {
    const std::string clientId = message.getField(11);
    Kept order{nextId(), message.getField(55), message.getField(38), message.getField(44), "0", "0",
               message.getField(54)[0], message.getField(40)[0], message.getField(59)[0], '0'};
    const double price = std::atof(order.price.c_str());
    if (order.type == 'D') {
      onQuoted(message, order, clientId, session);
      return;
    }
    if (orders.count(clientId) || price < 1000) {
      order.status = '8';
      FIX44::ExecutionReport report = reportOf(clientId, order, '8', nextId());
      report.set(FIX::OrdRejReason(orders.count(clientId) ? 6 : 3));
      report.set(FIX::Text(orders.count(clientId) ? "duplicate" : "price"));
      FIX::Session::sendToTarget(report, session);
      return;
    }
    Kept& kept = orders[clientId] = order;
    FIX44::ExecutionReport accepted = reportOf(clientId, kept, '0', nextId());
    FIX::Session::sendToTarget(accepted, session);
    if (price > 64000) return;
    const char* done[] = {"0.4", "1"};
    const char* part[] = {"0.4", "0.6"};
    for (int i = 0; i < 2; i++) {
      kept.status = i == 0 ? '1' : '2';
      kept.done = done[i];
      kept.average = kept.price;
      FIX44::ExecutionReport report = reportOf(clientId, kept, 'F', nextId());
      report.setField(32, part[i]);
      report.setField(31, kept.price);
      report.setField(12, "1.5");
      report.setField(13, "3");
      report.setField(479, "USD");
      report.setField(851, "2");
      FIX::Session::sendToTarget(report, session);
    }
  }

  void onQuoted(const FIX44::NewOrderSingle& message, Kept& order, const std::string& clientId, const FIX::SessionID& session) {
    const std::string quote = message.isSetField(117) ? message.getField(117) : "";
    const auto found = quotes.find(quote);
    const bool good = found != quotes.end() && found->second == order.quantity && order.price == "63500" && order.inForce == '4';
    order.status = good ? '2' : '8';
    if (good) {
      quotes.erase(found);
      order.done = order.quantity;
      order.average = order.price;
      orders[clientId] = order;
    }
    FIX44::ExecutionReport report = reportOf(clientId, order, good ? 'F' : '8', nextId());
    if (good) {
      report.setField(32, order.quantity);
      report.setField(31, order.price);
      report.setField(12, "0");
      report.setField(13, "3");
      report.setField(479, "USD");
      report.setField(851, "2");
    } else {
      report.set(FIX::OrdRejReason(99));
      report.set(FIX::Text("no such quote"));
    }
    FIX::Session::sendToTarget(report, session);
  }

  void onMessage(const FIX44::QuoteRequest& message, const FIX::SessionID& session) override {
    const std::string request = message.getField(131);
    FIX44::QuoteRequest::NoRelatedSym line;
    message.getGroup(1, line);
    const std::string symbol = line.getField(55), quantity = line.getField(38);
    if (std::atof(quantity.c_str()) > 5) {
      FIX44::QuoteRequestReject reject;
      reject.setField(131, request);
      reject.setField(658, "6");
      FIX44::QuoteRequestReject::NoRelatedSym echo;
      echo.setField(55, symbol);
      reject.addGroup(echo);
      reject.setField(58, "too large");
      FIX::Session::sendToTarget(reject, session);
      return;
    }
    const std::string id = nextId();
    quotes[id] = quantity;
    FIX44::Quote quote;
    quote.setField(131, request);
    quote.setField(117, id);
    quote.setField(537, "1");
    quote.setField(55, symbol);
    quote.setField(15, line.getField(15));
    quote.setField(132, "63500");
    quote.setField(134, quantity);
    // Good for as long as the answer was asked by.
    quote.setField(62, line.getField(126));
    FIX::Session::sendToTarget(quote, session);
    if (quantity != "3") return;
    FIX44::QuoteCancel cancel;
    cancel.setField(131, request);
    cancel.setField(117, id);
    cancel.setField(298, "1");
    quotes.erase(id);
    FIX::Session::sendToTarget(cancel, session);
  }

  void onMessage(const FIX44::OrderStatusRequest& message, const FIX::SessionID& session) override {
    const std::string clientId = message.getField(11);
    const auto found = orders.find(clientId);
    Kept unknown{"NONE", message.getField(55), "0", "0", "0", "0", message.getField(54)[0], '2', '1', '8'};
    FIX44::ExecutionReport report = reportOf(clientId, found == orders.end() ? unknown : found->second, 'I', nextId());
    if (found == orders.end()) report.set(FIX::OrdRejReason(5));
    FIX::Session::sendToTarget(report, session);
  }

  void onMessage(const FIX44::OrderCancelRequest& message, const FIX::SessionID& session) override {
    const std::string original = message.getField(41);
    const auto found = orders.find(original);
    if (found == orders.end() || found->second.status != '0') {
      FIX44::OrderCancelReject reject(FIX::OrderID("NONE"), FIX::ClOrdID(message.getField(11)), FIX::OrigClOrdID(original),
                                      FIX::OrdStatus(found == orders.end() ? '8' : found->second.status), FIX::CxlRejResponseTo('1'));
      reject.set(FIX::CxlRejReason(found == orders.end() ? 1 : 0));
      FIX::Session::sendToTarget(reject, session);
      return;
    }
    found->second.status = '4';
    FIX44::ExecutionReport report = reportOf(message.getField(11), found->second, '4', nextId());
    report.setField(41, original);
    FIX::Session::sendToTarget(report, session);
  }
};

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  std::stringstream text;
  text << "[DEFAULT]\nConnectionType=acceptor\nStartTime=00:00:00\nEndTime=00:00:00\nSocketAcceptPort=" << argv[1]
       << "\nSocketAcceptHost=127.0.0.1\nUseDataDictionary=Y\nDataDictionary=" << argv[2]
       << "\nValidateFieldsOutOfOrder=Y\nResetOnLogon=N\nPersistMessages=Y\n"
       << "[SESSION]\nBeginString=FIX.4.4\nSenderCompID=QF\nTargetCompID=SLUICE\n";
  Venue venue;
  FIX::SessionSettings settings(text);
  FIX::MemoryStoreFactory stores;
  FIX::SocketAcceptor acceptor(venue, stores, settings);
  acceptor.start();
  std::cout << "ready" << std::endl;
  // Ends with whoever started it: standard input closes.
  std::string line;
  while (std::getline(std::cin, line)) {}
  std::_Exit(0);
}

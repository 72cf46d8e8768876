import type { access as base } from '../zh-CN/access.ts'

export const access = {
  'signIn.title': '登入',
  'signIn.lead': '本區內容只向名錄內已登記的人士開放。請以閣下已登記的密鑰簽署一次登入挑戰。',
  'signIn.explain':
    '密鑰只在本頁面內使用，不會傳送，亦不會儲存。登入簽署不能當作任何操作或批核。工作階段最長八小時，兩小時沒有操作即告終止。',
  'signIn.found': '找到的公開密鑰',
  'signIn.use': '登入',
  'signIn.ended': '工作階段已終止，請重新登入。',
  'signIn.checked': '登入前請核對網址及日誌名稱',
  'signIn.away': '本區沒有回應',
  'people.title': '沙盒人員',
  'people.lead': '演練中的人員均屬虛構，其密鑰由沙盒保管，按一下即以其身分登入。各人所見不同。',
  'people.none': '沙盒人員暫時沒有回應',
  'me.as': '{{person}} · {{org}}',
  'me.until': '工作階段至 {{at}}',
  'me.roles': '角色',
  'me.signOut': '登出',
  'public.open': '毋須登入可見：',
  'public.checkpoint': '日誌檢查點',
} satisfies Record<keyof typeof base, string>

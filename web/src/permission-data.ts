import type {
  Leaves,
  PermissionCommand,
  Permissions,
  PermissionSent,
  PermissionView,
} from "@setu/permissions";
import { api, newId } from "@setu/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";

const ALL = ["permissions"];
const pathOf = (item: string): string => `/permissions/${encodeURIComponent(item)}`;

export const usePermissions = () =>
  useQuery({ queryKey: [...ALL, "list"], queryFn: () => api<Permissions>("/permissions") });

export const usePermission = (item: string) =>
  useQuery({ queryKey: [...ALL, item], queryFn: () => api<PermissionView>(pathOf(item)) });

/** What of a matter asks for leave, and what leave there is. */
export const useLeaves = (matter: string) =>
  useQuery({
    queryKey: [...ALL, "of", matter],
    queryFn: () => api<Leaves>(`/requests/${encodeURIComponent(matter)}/permissions`),
  });

/**
 * One act: pressed twice, or tried again after an answer that never came, it is still one.
 * @param item null: it asks for leave, and opens a permission
 */
export function useSay(item: string | null) {
  const client = useQueryClient();
  const id = useRef(newId());
  return useMutation({
    mutationFn: (said: Omit<PermissionCommand, "id">) =>
      api<PermissionSent>(item === null ? "/permissions" : `${pathOf(item)}/acts`, {
        method: "POST",
        json: { command: { id: id.current, ...said } },
      }),
    onSuccess: () => void (id.current = newId()),
    onSettled: () => client.invalidateQueries({ queryKey: ALL }),
  });
}
